import { computed, type ComputedRef } from 'vue';
import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Camera } from '#shared/pack/schema.ts';
import type { MapContent } from '#shared/wall/scenes/scene.ts';
import { useBoard } from '../../../stores/board.ts';
import type { County } from '../county.ts';

const nothing: readonly never[] = [];

/** How many cameras stand beside a matter. */
export const mostCameras = 6;

/** A camera, and how far it is from a matter. */
export type NearCamera = Camera & { distanceM: number };

/** What the scene shows round the matter in focus: its place, and the nearest cameras in the order of their numbers. */
export function useSurroundings(
  county: () => County,
  has: (content: MapContent) => boolean,
  focus: ComputedRef<string | null>,
) {
  const board = useBoard();
  // Text tells whether the place moved: another object of the same row moves nothing.
  const middle = computed(() => {
    const row = board.incidents.get(focus.value ?? '');
    return row && row.grids.length > 0 ? `${row.lng} ${row.lat}` : null;
  });
  const whereIf = (content: MapContent): Point | null => {
    if (middle.value === null || !has(content)) return null;
    const [lng = 0, lat = 0] = middle.value.split(' ').map(Number);
    return { lng, lat };
  };
  const cameras = computed((): readonly NearCamera[] => {
    const place = whereIf('cameras');
    return place ? nearest(county().cameras, place) : nothing;
  });
  return {
    place: computed(() => whereIf('reach')),
    cameras,
    places: computed(() => cameras.value.map(({ place }) => place)),
  };
}
export type Surroundings = ReturnType<typeof useSurroundings>;

/** The nearest of some places, each with its distance. */
export function nearest<T extends { place: Point }>(
  all: readonly T[],
  to: Point,
  most: number = mostCameras,
): (T & { distanceM: number })[] {
  return all
    .map((one) => ({ ...one, distanceM: metresBetween(one.place, to) }))
    .toSorted((a, b) => a.distanceM - b.distanceM)
    .slice(0, most);
}
