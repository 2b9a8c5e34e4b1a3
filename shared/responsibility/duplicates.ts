import { metresBetween } from '../geo/distance.ts';
import type { Point } from '../geo/point.ts';
import { hourMs } from '../kernel/span.ts';
import type { Policy } from '../pack/schema.ts';
import { likeness, type Written } from '../search/likeness.ts';

/** A matter as it is compared; one that is being written has no id yet. */
export interface Comparable extends Written {
  item: string;
  place: Point;
  at: number;
}
export type DuplicateWindow = NonNullable<Policy['duplicates']>;

/** 100 m and 72 hours where the pack says nothing; another subclass of the class counts when the words are half the same. */
export const usualWindow: DuplicateWindow = { withinM: 100, withinMs: 72 * hourMs, likeness: 0.5 };

/**
 * Those that may be the same matter: near in place and time, of the same subclass, or of the same class and alike in words. The
 * likeliest first: likeness and nearness count the same; then the nearer, then by id.
 */
export function findDuplicates<T extends Comparable & { id: string }>(
  of: Comparable & { id?: string },
  others: readonly T[],
  classOf: (item: string) => string | undefined,
  window: DuplicateWindow,
): (T & { distanceM: number; likeness: number })[] {
  return others
    .filter((one) => one.id !== of.id && Math.abs(one.at - of.at) <= window.withinMs)
    .map((one) => ({ ...one, distanceM: metresBetween(of.place, one.place), likeness: likeness(of, one) }))
    .filter((one) => one.distanceM <= window.withinM)
    .filter(
      (one) =>
        one.item === of.item ||
        (classOf(one.item) !== undefined &&
          classOf(one.item) === classOf(of.item) &&
          one.likeness >= window.likeness),
    )
    .sort(
      (a, b) => worth(b, window) - worth(a, window) || a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1),
    );
}

function worth(one: { distanceM: number; likeness: number }, { withinM }: DuplicateWindow): number {
  return one.likeness + 1 - one.distanceM / withinM;
}
