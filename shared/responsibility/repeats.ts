import { metresBetween } from '../geo/distance.ts';
import { dayMs } from '../kernel/span.ts';
import { pairsAlike, signsOf } from '../search/likeness.ts';
import type { Comparable } from './duplicates.ts';

/**
 * How near, how long ago and how alike an earlier matter is that the same complaint was made in. People say the same in other words: single
 * signs tell it better than pairs of them (`npm run bench -- repeats`).
 */
export const repeatWindow = { withinM: 300, withinMs: 90 * dayMs, likeness: 0.25 };

/** Earlier matters of the same item that say the same of the same place, closed ones as well; the newest first. */
export function findRepeats<T extends Comparable & { id: string }>(
  of: Comparable & { id?: string },
  others: readonly T[],
  window = repeatWindow,
): (T & { distanceM: number; likeness: number })[] {
  const own = signsOf(of);
  return others
    .filter((one) => one.id !== of.id && one.item === of.item)
    .filter(({ at }) => at < of.at && of.at - at <= window.withinMs)
    .map((one) => ({
      ...one,
      distanceM: metresBetween(of.place, one.place),
      likeness: pairsAlike(own, signsOf(one)),
    }))
    .filter(({ distanceM, likeness }) => distanceM <= window.withinM && likeness >= window.likeness)
    .toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}
