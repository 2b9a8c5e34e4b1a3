import type { Limits } from './derive.ts';
import type { Step } from './threshold.ts';

/** What a threshold rule remembers of readings that come too late for their instants (RULES.md A1-A3). NaN: none. */
export interface ArrivalState {
  isRaised: boolean;
  /** Arrival and instant of the first reading of the stretch. */
  since: number;
  sinceAt: number;
  /** Arrival and instant of the last reading. */
  last: number;
  lastAt: number;
  /** Instant of the first reading of the stretch that raised it. */
  raisedSince: number;
  /** Arrival of the first reading of the stretch that cleared it. */
  clearedFrom: number;
}

/** Nothing known. */
export function restingArrival(): ArrivalState {
  return {
    isRaised: false,
    since: NaN,
    sinceAt: NaN,
    last: NaN,
    lastAt: NaN,
    raisedSince: NaN,
    clearedFrom: NaN,
  };
}

/**
 * Steps one reading by its arrival `now`. A stretch lasts as long as the shorter of what its arrivals and its instants span,
 * so that a burst of the past is not the present. `isRaised`: the rule is raised by instant as well, and may be cleared.
 */
export function stepArrival(
  rule: Limits,
  state: ArrivalState,
  at: number,
  value: number,
  now: number,
  gapMs: number,
  isRaised: boolean,
): Step {
  // NaN compares false: no last reading, no gap.
  if (now - state.last > gapMs || Math.abs(at - state.lastAt) > gapMs) state.since = NaN;
  state.last = now;
  state.lastAt = at;
  const isAbove = rule.side === 'above';
  const isUp = state.isRaised || isRaised;
  const isWanted = isUp
    ? isAbove
      ? value <= rule.leave
      : value >= rule.leave
    : isAbove
      ? value > rule.enter
      : value < rule.enter;
  if (!isWanted) {
    state.since = NaN;
    return 0;
  }
  if (Number.isNaN(state.since)) [state.since, state.sinceAt] = [now, at];
  const lasted = Math.min(now - state.since, at - state.sinceAt);
  if (lasted < (isUp ? rule.leaveMs : rule.enterMs)) return 0;
  if (isUp) state.clearedFrom = state.since;
  else state.raisedSince = state.sinceAt;
  state.isRaised = !isUp;
  state.since = NaN;
  return isUp ? 2 : 1;
}
