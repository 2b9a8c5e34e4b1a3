import type { Limits } from './derive.ts';

/** What a threshold rule remembers of one sensor. Steps change it in place: there is one for every sensor and rule. */
export interface ThresholdState {
  isRaised: boolean;
  /** Start of the stretch beyond `enter` (not raised) or behind `leave` (raised); NaN: no stretch. */
  since: number;
  /** Instant of the last reading stepped; NaN: none. */
  last: number;
  /** Start of the stretch that raised it. */
  raisedSince: number;
}

/** One time that a rule was raised: instants; `end` NaN while it lasts. */
export interface Episode {
  since: number;
  at: number;
  end: number;
}

/** Nothing known. */
export function restingThreshold(): ThresholdState {
  return { isRaised: false, since: NaN, last: NaN, raisedSince: NaN };
}

/** What a step came to: 0 nothing, 1 raised, 2 cleared. */
export type Step = 0 | 1 | 2;

/** Steps one reading, newer than all before it and within range (see RULES.md). `gapMs`: three intervals of the sensor. */
export function stepThreshold(
  rule: Limits,
  state: ThresholdState,
  at: number,
  value: number,
  gapMs: number,
): Step {
  // NaN compares false: no last reading, no gap.
  if (at - state.last > gapMs) state.since = NaN;
  state.last = at;
  const isAbove = rule.side === 'above';
  if (state.isRaised) {
    if (isAbove ? value > rule.leave : value < rule.leave) {
      state.since = NaN;
      return 0;
    }
    if (Number.isNaN(state.since)) state.since = at;
    if (at - state.since < rule.leaveMs) return 0;
    state.isRaised = false;
    state.since = NaN;
    return 2;
  }
  if (isAbove ? value <= rule.enter : value >= rule.enter) {
    state.since = NaN;
    return 0;
  }
  if (Number.isNaN(state.since)) state.since = at;
  if (at - state.since < rule.enterMs) return 0;
  state.isRaised = true;
  state.raisedSince = state.since;
  state.since = NaN;
  return 1;
}
