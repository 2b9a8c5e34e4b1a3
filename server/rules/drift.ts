import type { DriftRule } from '#shared/sensing/rule.ts';

/**
 * Whether an instrument drifts (RULES.md V1-V4): its mean over `overMs` moves away from its mean over eight times that, slowly and for long.
 * Both are exponentially weighted by time, and corrected for their beginning (as Adam does), so that a young one is the mean of what there
 * is. Of a line that rises by s a unit of time they lie 7 × `overMs` × s apart. Seven numbers a sensor.
 */
export type DriftState = Float64Array;

const [lastAt, since, sum, weight, slowSum, slowWeight, outSince] = [0, 1, 2, 3, 4, 5, 6] as const;
const size = 7;
/** The mean that it is held against goes back so many times as far. */
export const slower = 8;

export function emptyDrift(): DriftState {
  return new Float64Array(size).fill(0).fill(NaN, 0, 2).fill(NaN, outSince);
}
const of = (state: DriftState, at: number): number => state[at] ?? NaN;

export const isDrift = (state: Float64Array): boolean => state.length === size && of(state, lastAt) < 1e16;
export const newestOfDrift = (state: DriftState): number => of(state, lastAt);

/** How far the mean has moved from the long one; NaN before twice `overMs` is known, and of what was heard already. Costs the same for each reading. */
export function drifted(
  { overMs, by }: Pick<DriftRule, 'overMs' | 'by'>,
  state: DriftState,
  at: number,
  value: number,
  gapMs: number,
): number {
  const before = of(state, lastAt);
  if (at <= before) return NaN;
  state[lastAt] = at;
  if (Number.isNaN(before)) {
    state[since] = at;
    return NaN;
  }
  const taken = withoutJump(overMs, by, state, at, value);
  if (taken === null) return NaN;
  const dt = at - before;
  put(state, sum, weight, taken, dt, gapMs, overMs);
  put(state, slowSum, slowWeight, taken, dt, gapMs, overMs * slower);
  if (at - of(state, since) < 2 * overMs) return NaN;
  return Math.abs(of(state, sum) / of(state, weight) - of(state, slowSum) / of(state, slowWeight));
}

/** A reading counts for as long as it stood, after a gap for as long as a gap is none. */
function put(
  state: DriftState,
  sumAt: number,
  weightAt: number,
  value: number,
  dt: number,
  gapMs: number,
  overMs: number,
): void {
  const [kept, share] = [Math.exp(-dt / overMs), 1 - Math.exp(-Math.min(dt, gapMs) / overMs)];
  state[sumAt] = of(state, sumAt) * kept + share * value;
  state[weightAt] = of(state, weightAt) * kept + share;
}

/**
 * A value further than `by` from the mean is no drift: it counts as one at that distance. What stays there, on one side, for half of `overMs`
 * is a new level, a repair or a calibration: everything begins anew with it (null).
 */
function withoutJump(
  overMs: number,
  by: number,
  state: DriftState,
  at: number,
  value: number,
): number | null {
  const total = of(state, weight);
  const mean = of(state, sum) / total;
  if (total === 0 || at - of(state, since) < overMs || Math.abs(value - mean) <= by) {
    state[outSince] = NaN;
    return value;
  }
  // The sign of the instant says on which side.
  const side = value > mean ? 1 : -1;
  const from = of(state, outSince);
  if (!(from * side > 0)) state[outSince] = at * side;
  else if (at - Math.abs(from) >= overMs / 2) {
    state.set(emptyDrift());
    [state[lastAt], state[since]] = [at, at];
    return null;
  }
  return mean + side * by;
}
