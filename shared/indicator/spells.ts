import type { Edges } from './bounds.ts';

/** A stretch of time in which a value lay beyond its bounds; `to` null: it still does. `worst`: the value farthest out. */
export interface Spell {
  from: number;
  to: number | null;
  worst: number;
}
interface Point {
  at: number;
  value: number;
}

/** How far a value lies beyond its bounds, in its own unit; 0 or less: it lies within. */
export function beyondBy(value: number, { low, high }: Edges): number {
  return Math.max(high === null ? -Infinity : value - high, low === null ? -Infinity : low - value);
}

/** The bound that a value is nearest to having passed. */
export function passedEdge(value: number, { low, high }: Edges): number | null {
  if (high === null || (low !== null && low - value > value - high)) return low;
  return high;
}

/**
 * Stretches of a course that lie more than `by` beyond its bounds. A point speaks until the next one; where none follows within
 * `gapMs` nothing is known, and the stretch is over.
 */
export function spellsOf(
  points: readonly Point[],
  edges: (at: number) => Edges,
  { by, gapMs, now }: { by: number; gapMs: number; now: number },
): Spell[] {
  const spells: Spell[] = [];
  let open: Spell | null = null;
  let [last, far] = [-Infinity, -Infinity];
  const end = (at: number): void => {
    if (open) open.to = at;
    open = null;
  };
  for (const { at, value } of points) {
    if (at - last > gapMs) end(last + gapMs);
    last = at;
    const out = beyondBy(value, edges(at));
    if (!(out > by)) end(at);
    else if (!open) {
      far = out;
      spells.push((open = { from: at, to: null, worst: value }));
    } else if (out > far) {
      far = out;
      (open as Spell).worst = value;
    }
  }
  if (now - last > gapMs) end(last + gapMs);
  return spells;
}

/** How many of them last so long that a warning is proposed, each of which is taken to be signed and released before the next. */
export function proposedBy(spells: readonly Spell[], forMs: number, now: number): number {
  return spells.filter(({ from, to }) => (to ?? now) - from >= forMs).length;
}
