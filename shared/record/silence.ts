import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';

/** The rhythm of a system that says none of its own: every few seconds or every night. */
export const usualRhythmMs = dayMs;

/** How much later than its rhythm a system may come. */
const graceOf = (everyMs: number): number => Math.min(2 * hourMs, Math.max(2 * minuteMs, everyMs / 12));

/** From when on a system that came last at an instant has stopped to. */
export const silentFrom = (lastAt: number, everyMs = usualRhythmMs): number =>
  lastAt + everyMs + graceOf(everyMs);

/** Whether a system that came in once has stopped to; `usedAt` null: it never did, and is yet to begin. */
export const isSilent = (usedAt: number | null, now: number, everyMs = usualRhythmMs): boolean =>
  usedAt !== null && now > silentFrom(usedAt, everyMs);

/** Counts a call of another system, taken or refused. */
export type HearSystem = (jurisdiction: string, source: string, isTaken: boolean) => void;
