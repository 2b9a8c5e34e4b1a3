import { z } from 'zod';
import { posts } from '../access/post.ts';
import { boxAround, metresBetween } from '../geo/distance.ts';
import { isInRing } from '../geo/measure.ts';
import { point, type Point } from '../geo/point.ts';

const id = z.string().min(1).max(64);

/**
 * What a fence tells of those on duty whom it is about: how many are `inside`; how many of them are `outside` though they are on duty; and for
 * how many minutes nobody was inside (`absent`). So a rule above a limit says that somebody came in, left, or did not come.
 */
export const fenceMeasures = ['inside', 'outside', 'absent'] as const;

/** The area of a fence: a grid, a ring of corners, or so many metres around the place of its instrument. */
const area = z.union([
  z.strictObject({ grid: id }),
  z.strictObject({ ring: z.array(point).min(3).max(200) }),
  z.strictObject({ radiusM: z.number().positive().max(20_000) }),
]);
export type FenceArea = z.infer<typeof area>;

/** 电子围栏: an instrument that counts people and vehicles by an area; the house reads it, so that rules and alarms are those of any sensor. */
export const fenceMeter = z.strictObject({
  fence: area,
  by: z.enum(fenceMeasures),
  /** Whom it is about; nothing of these: everybody on duty. */
  who: z
    .strictObject({
      posts: z.array(z.enum(posts)).min(1).optional(),
      units: z.array(id).min(1).max(100).optional(),
      /** Members of the staff and vehicles by id. */
      ids: z.array(id).min(1).max(500).optional(),
      vehicles: z.literal(true).optional(),
    })
    .optional(),
  /** Minutes of the local day between which it watches; outside of them it reads 0. */
  hours: z.tuple([z.number().int().min(0).max(1439), z.number().int().min(1).max(1440)]).optional(),
});
export type FenceMeter = z.infer<typeof fenceMeter>;
/** More minutes than this without a visit are told as so many. */
export const mostAbsentMin = 1440;

/** West, south, east, north of what may lie in a fence; null: known by the grid alone. */
export function boxOfFence(fence: FenceArea, around: Point): [number, number, number, number] | null {
  if ('radiusM' in fence) return boxAround(around, fence.radiusM);
  if (!('ring' in fence)) return null;
  const [lngs, lats] = [fence.ring.map(({ lng }) => lng), fence.ring.map(({ lat }) => lat)];
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

/** Whether a place lies within a fence. `locate` answers the grids of a place. */
export function isInFence(
  fence: FenceArea,
  around: Point,
  place: Point,
  locate: (place: Point) => readonly { id: string }[],
): boolean {
  if ('radiusM' in fence) return metresBetween(around, place) <= fence.radiusM;
  if ('ring' in fence) return isInRing(place, fence.ring);
  return locate(place).some((cell) => cell.id === fence.grid);
}
