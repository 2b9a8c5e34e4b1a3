import { dayMs } from '../kernel/span.ts';

/** Systems come in every few seconds or every night: one that has not for longer than this has stopped. */
export const silentAfterMs = dayMs + dayMs / 12;

/** Whether a system that came in once has stopped to; `usedAt` null: it never did, and is yet to begin. */
export const isSilent = (usedAt: number | null, now: number): boolean =>
  usedAt !== null && now - usedAt > silentAfterMs;
