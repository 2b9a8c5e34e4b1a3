import type { Incident } from '#shared/incident/incident.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Role } from '#shared/access/person.ts';

interface Told {
  by: { role: Role };
  fact: IncidentFact;
}

/** Matters that people from outside told us of, in their own words. */
const outside: ReadonlySet<string> = new Set(['citizen', 'enterprise', 'hotline']);

/**
 * A matter as a wall may have it: what people from outside wrote and filled in is for those who work on it, not for everybody who
 * stands before a screen.
 */
export function forWall<E extends Told>(
  incident: Incident,
  entries: readonly E[],
): { incident: Incident; entries: E[] } {
  if (!outside.has(incident.source)) return { incident, entries: [...entries] };
  return {
    incident: withoutWords(incident),
    entries: entries.map((entry) => ({ ...entry, fact: withoutOwnWords(entry) })),
  };
}

function withoutWords({ data: _, ...incident }: Incident): Incident {
  return { ...incident, detail: '' };
}

function withoutOwnWords({ fact, by }: Told): IncidentFact {
  if (fact.kind === 'reported') return { ...fact, incident: withoutWords(fact.incident) };
  if (fact.kind === 'noted' && by.role === 'citizen') return { ...fact, text: '' };
  if (fact.kind !== 'advanced') return fact;
  return {
    ...fact,
    note: by.role === 'citizen' ? '' : fact.note,
    changes: fact.changes.filter(({ kind }) => kind !== 'kept'),
  };
}
