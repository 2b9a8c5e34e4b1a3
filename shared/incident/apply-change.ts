import type { Change, IncidentEvent } from './fact.ts';
import type { Incident } from './incident.ts';

/** State keeps the first pieces of evidence and the newest; the ledger keeps all. */
export function keepEvidence(all: Incident['evidence']): Incident['evidence'] {
  return all.length <= 40 ? all : [...all.slice(0, 10), ...all.slice(-30)];
}

/** Changes `next`, a fresh copy of one level, by replacing its parts. */
export function applyChange(next: Incident, change: Change, { at, by }: IncidentEvent): void {
  switch (change.kind) {
    case 'moved':
      move(next, change, at);
      return;
    case 'clock-set':
      next.clocks = { ...next.clocks, [change.clock]: change.value };
      return;
    case 'tasks-set':
      next.tasks = change.tasks;
      return;
    case 'asked':
      next.asks = { ...next.asks, [change.what]: change.ask };
      return;
    case 'ask-settled':
      next.asks = asksWithout(next, change.what);
      return;
    case 'suspended-set':
      next.suspended = change.value;
      return;
    case 'counted':
      next.counts = { ...next.counts, [change.what]: (next.counts[change.what] ?? 0) + 1 };
      return;
    case 'flagged':
      if (!next.flags.includes(change.flag)) next.flags = [...next.flags, change.flag];
      return;
    case 'evidence-added':
      next.evidence = keepEvidence([...next.evidence, ...change.evidence]);
      return;
    case 'rated':
      next.rating = { score: change.score, by: by.name, at, ...(change.own && { own: true }) };
      return;
    case 'points-booked':
      next.points = [...next.points, ...change.points];
      return;
    case 'merged':
      next.mergedInto = change.into;
      return;
    case 'graded':
      next.grade = change.grade;
      return;
    case 'kept':
      next.data = { ...next.data, ...change.data };
      return;
    case 'taken-by':
      next.takenBy = { ...next.takenBy, [change.step]: handsOf(change) };
      return;
    case 'opened':
      next.children = [...(next.children ?? []), ...change.children];
      return;
    case 'drawn':
      next.draws = [...(next.draws ?? []), change.draw];
      return;
    case 'booked-above':
      // They are booked in the matter above, by its `joined`.
      return;
  }
}

function asksWithout({ id, asks }: Incident, what: keyof Incident['asks']): Incident['asks'] {
  const { [what]: settled, ...rest } = asks;
  if (!settled) throw new Error(`${id}: no ${what} was asked for`);
  return rest;
}

function move(next: Incident, change: Extract<Change, { kind: 'moved' }>, at: number): void {
  next.node = change.to;
  next.nodeSince = at;
  next.reached = change.to in next.reached ? next.reached : { ...next.reached, [change.to]: at };
  next.rings = next.rings.map((closedAt, index) => {
    if (change.reopens.includes(index + 1)) return null;
    return closedAt === null && change.rings.includes(index + 1) ? at : closedAt;
  });
  // Somebody asked for it again: it is no longer at its end.
  if (change.end) next.ended = change.end;
  else delete next.ended;
  if (change.closing === 'closes') next.closedAt = at;
  if (change.closing === 'reopens') delete next.closedAt;
}

/** Who took a step, and for whom. */
function handsOf({ id, name, actsFor }: Extract<Change, { kind: 'taken-by' }>) {
  return { id, name, ...(actsFor !== undefined && { actsFor }) };
}
