import { minuteMs } from '#shared/kernel/span.ts';

/** How far the instants of a device lie behind their arrivals, and since when so far (RULES.md C1, C2). */
export interface ClockState {
  lag: number;
  /** Arrival of the first reading of this lag. */
  since: number;
  isWrong: boolean;
}

/** What a line may delay; a clock that is off by less does no harm. */
export const harmlessMs = 5 * minuteMs;
const steadyMs = minuteMs;
const provenMs = 10 * minuteMs;

/** What a reading tells of the clock of its device; null: that it is right. */
export function stepClock(state: ClockState | null, at: number, now: number): ClockState | null {
  const lag = now - at;
  if (Math.abs(lag) <= harmlessMs) return null;
  // A backlog comes faster than it was measured, so its lag shrinks; that of a clock stays.
  if (!state || Math.abs(lag - state.lag) > steadyMs) return { lag, since: now, isWrong: false };
  return { ...state, isWrong: now - state.since >= provenMs };
}
