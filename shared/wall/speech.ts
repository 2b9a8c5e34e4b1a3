import { z } from 'zod';

/** How a wall says urgent matters aloud. */
export const speech = z.strictObject({
  on: z.boolean(),
  /** How loud in each hour of the day, 0-100; 0 is silent. */
  volumes: z.array(z.number().int().min(0).max(100)).length(24),
});
export type Speech = z.infer<typeof speech>;

/** Loud by day, low by night: somebody may sleep beside a wall. */
export const usualSpeech: Speech = {
  on: true,
  volumes: Array.from({ length: 24 }, (_, hour) => (hour >= 7 && hour < 22 ? 90 : 40)),
};

/** What waits to be said. */
export interface Utterance {
  id: string;
  text: string;
}
/** Most that wait: what is older than that was on the screen all the while. */
const mostWaiting = 5;

/**
 * A queue of sentences: each matter once, the latest beyond the fifth drop the oldest that wait. `said` are ids that were taken
 * before; a wall that opens says nothing of what stood there already.
 */
export function enqueue(
  queue: readonly Utterance[],
  said: ReadonlySet<string>,
  coming: readonly Utterance[],
): Utterance[] {
  const known = new Set([...said, ...queue.map(({ id }) => id)]);
  const fresh = coming.filter(
    ({ id }, i) => !known.has(id) && coming.findIndex((one) => one.id === id) === i,
  );
  return [...queue, ...fresh].slice(-mostWaiting);
}

/** 0-1 for an hour; 0 says nothing. */
export function volumeAt({ on, volumes }: Speech, hour: number): number {
  return on ? (volumes[hour] ?? 0) / 100 : 0;
}
