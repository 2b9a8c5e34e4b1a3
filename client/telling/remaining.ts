import type { Clock } from '#shared/incident/incident.ts';
import type { Language } from '#shared/kernel/localized.ts';
import { runningTime } from '../format/duration.ts';

export interface Remaining {
  /** Time left as `00:06:18`; once it has run out, the time since with a plus: `+00:12:04`. */
  text: string;
  overdue: boolean;
}

/** Time to a deadline as seen at `now`. */
export function remaining(dueAt: number, now: number, language: Language): Remaining {
  const left = dueAt - now;
  return left >= 0
    ? { text: runningTime(left, language, true), overdue: false }
    : { text: `+${runningTime(-left, language, true)}`, overdue: true };
}

export type ClockState = 'running' | 'paused' | 'finished' | 'overdue' | 'finished-late';

/** How a clock stands at `now`. */
export function clockState(clock: Clock, now: number): ClockState {
  if (clock.stoppedAt !== undefined) return clock.stoppedAt > clock.dueAt ? 'finished-late' : 'finished';
  if (clock.pausedAt !== undefined) return 'paused';
  return now > clock.dueAt || clock.lapsedAt !== undefined ? 'overdue' : 'running';
}

/** What a clock shows: the time left while it runs, the time it took once it has stopped. */
export function clockText(clock: Clock, now: number, language: Language): string {
  if (clock.stoppedAt !== undefined) return runningTime(clock.stoppedAt - clock.startedAt, language, true);
  return remaining(clock.dueAt, clock.pausedAt ?? now, language).text;
}

/** How much of the limit is used up, 0 to 1. */
export function usedShare(clock: Clock, now: number): number {
  const span = clock.dueAt - clock.startedAt;
  const used = (clock.stoppedAt ?? clock.pausedAt ?? now) - clock.startedAt;
  return span <= 0 ? 1 : Math.min(1, Math.max(0, used / span));
}
