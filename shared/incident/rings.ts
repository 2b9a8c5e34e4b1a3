import type { Incident } from './incident.ts';

/** 云 格 人 事 序 评 考 档 归: the nine rings in order. */
export const ringNames = [
  'cloud',
  'grid',
  'person',
  'task',
  'order',
  'evaluation',
  'assessment',
  'archive',
  'cloud-again',
] as const;
export type RingName = (typeof ringNames)[number];

export interface RingState {
  name: RingName;
  /** `none`: it does not apply. */
  state: 'closed' | 'open' | 'broken' | 'none';
  closedAt: number | null;
  /** Time this ring took: from the latest closing before it to its own. Closed rings add up to the life so far. */
  ms: number | null;
  /** Why it is broken, or does not apply. */
  reason:
    'no-place' | 'skipped' | 'self-handled' | 'forced' | 'void' | 'merged' | 'not-filed' | 'withdrawn' | null;
}

/**
 * The nine rings from facts alone. The ninth closes when an anchor covers the incident's last ledger entry: whoever
 * reads an incident fills in that instant. A ring that a later one has overtaken is broken; so is every open ring of an incident that ended early.
 * What has no place lies in no grid and has nobody who answers for one: those two rings do not apply.
 */
export function ringStates(incident: Incident): RingState[] {
  const closed = incident.rings.map((at, index) => (index === 8 && incident.rings[7] === null ? null : at));
  const lastClosed = closed.findLastIndex((at) => at !== null);
  const early = incident.ended === undefined || incident.ended === 'archived' ? null : incident.ended;
  let before = incident.reportedAt;
  return ringNames.map((name, index) => {
    const closedAt = closed[index] ?? null;
    if (closedAt !== null) {
      const ms = Math.max(0, closedAt - before);
      before = Math.max(before, closedAt);
      const forced = name === 'order' && incident.flags.includes('forced');
      return { name, state: forced ? 'broken' : 'closed', closedAt, ms, reason: forced ? 'forced' : null };
    }
    if (incident.placeless && (name === 'grid' || name === 'person'))
      return { name, state: 'none', closedAt, ms: null, reason: 'no-place' };
    if (index < lastClosed) {
      const reason = name === 'task' && incident.flags.includes('self-handled') ? 'self-handled' : 'skipped';
      return { name, state: 'broken', closedAt, ms: null, reason };
    }
    return { name, state: early ? 'broken' : 'open', closedAt, ms: null, reason: early };
  });
}

/** Nine characters for lists: `1` closed, `0` open, `x` broken, `-` does not apply. */
export function ringString(incident: Incident): string {
  const letters = { closed: '1', open: '0', broken: 'x', none: '-' };
  return ringStates(incident)
    .map((ring) => letters[ring.state])
    .join('');
}
