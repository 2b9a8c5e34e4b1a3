import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import { formatStamp } from '../format/instant.ts';
import type { Api } from '../http/api.ts';

/** Matters read while one looks back: each once, then folded to whichever instant is shown. */
const mostKept = 30;

/** A matter as it was at an instant: its own entries up to then, folded by the engine. */
export function detailAt(detail: IncidentDetail, at: number): IncidentDetail | Refusal {
  const entries = detail.entries.filter((entry) => entry.at <= at);
  let incident: Incident | null = null;
  for (const { at: when, by, fact } of entries)
    incident = evolve(incident, { at: when, by, fact: fact as IncidentFact });
  return incident ? { ...detail, incident, entries } : refuse('unknown', 'past-not-yet');
}

/** The same questions, answered as of the instant that is shown, as far as the past is kept; what would change anything is refused. */
export function pastApi(api: Api, at: () => number): Api {
  const kept = new Map<string, IncidentDetail>();
  return {
    ...api,
    async incident(id) {
      const known = kept.get(id);
      // An entry that came since is of a later instant than any that can be asked for then.
      const told = known ?? (await api.incident(id));
      if (isRefusal(told)) return told;
      if (!known) kept.set(id, told);
      for (const old of kept.keys()) if (kept.size > mostKept) kept.delete(old);
      return detailAt(told, at());
    },
    // Who could take it, and what it may be a double of, are questions of now.
    suggestions: async () => [],
    duplicates: async () => [],
    command: async () => refuse('not-now', 'past-no-acts', { at: formatStamp(at()) }),
  };
}
