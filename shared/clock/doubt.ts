import { dayMs } from '../kernel/span.ts';

/** The clock of a machine that stands where nobody expects it: set wrong at a boot, or right after a long stop. */
export interface ClockDoubt {
  /** What it says, epoch ms. */
  clock: number;
  /** The last instant that was trusted. */
  last: number;
}

/** More than this, ahead or back, waits for somebody's word. */
export const mostClockStepMs = dayMs;

/** Null when a clock that says `now` may be followed from `last`; `last` is null where nothing was ever recorded. */
export function doubtOf(now: number, last: number | null): ClockDoubt | null {
  return last === null || Math.abs(now - last) <= mostClockStepMs ? null : { clock: now, last };
}

/** How far the clock may have gone on between the look of whoever gives the word and the word. */
export const longestLookMs = 10 * 60_000;

/** Whether a word about the instant `seen` is one about the clock that says `now`. */
export function isAbout(seen: number, now: number): boolean {
  return Math.abs(now - seen) <= longestLookMs;
}
