import type { Incident } from '#shared/incident/incident.ts';
import { ringStates, type RingState } from '#shared/incident/rings.ts';
import type { Entry } from '#shared/wire/http.ts';

/** One ring with the person or thing that closed it. */
export interface RingTelling extends RingState {
  by: string | null;
}

/** The nine rings of an incident with who closed each of them. The first two close by themselves with the report. */
export function ringStory(incident: Incident, entries: readonly Entry[]): RingTelling[] {
  return ringStates(incident).map((ring, index) => ({
    ...ring,
    by: ring.closedAt === null ? null : closedBy(incident, entries, index),
  }));
}

function closedBy(incident: Incident, entries: readonly Entry[], index: number): string | null {
  if (index === 0) return incident.reporter.role === 'source' ? null : incident.reporter.name;
  if (index === 1) return null;
  if (index === 2) return incident.responsible?.name ?? null;
  const closing = entries.findLast(
    ({ fact }) =>
      fact.kind === 'advanced' &&
      fact.changes.some((change) => change.kind === 'moved' && change.rings.includes(index + 1)),
  );
  return closing && closing.by.role !== 'system' ? closing.by.name : null;
}

/** The ring under way: the first that is open after all closed ones; null when the life is over. */
export function currentRing(rings: string): number | null {
  const first = rings.indexOf('0', rings.lastIndexOf('1') + 1);
  return first < 0 ? null : first;
}
