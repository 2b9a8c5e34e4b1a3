import { isOpen } from './columns.ts';
import type { IncidentFact } from './fact.ts';
import type { Incident } from './incident.ts';

/**
 * What the matter that opened an incident has to be told after some facts of it: that it closed, came to another end, went back
 * to work, or books points above. Null when nothing of this happened.
 */
export function joinOf(
  before: Incident | null,
  after: Incident,
  facts: readonly IncidentFact[],
): Extract<IncidentFact, { kind: 'joined' }> | null {
  const points = facts.flatMap((fact) =>
    fact.kind === 'advanced'
      ? fact.changes.flatMap((change) => (change.kind === 'booked-above' ? change.points : []))
      : [],
  );
  const wasOpen = before === null || isOpen(before);
  const now = isOpen(after);
  if (wasOpen === now && points.length === 0) return null;
  const outcome = now ? (wasOpen ? 'open' : 'reopened') : outcomeOf(after);
  return { kind: 'joined', child: after.id, outcome, points };
}

/** `closed`, or `refused` when that is what was decided; another end goes by its name. */
function outcomeOf({ ended, flags }: Incident): string {
  if (ended !== undefined && ended !== 'archived') return ended;
  return flags.includes('refused') ? 'refused' : 'closed';
}
