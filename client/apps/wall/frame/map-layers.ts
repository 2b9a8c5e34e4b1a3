import { computed, type ComputedRef } from 'vue';
import { metresBetween } from '#shared/geo/distance.ts';
import { formatValue } from '../../../format/number.ts';
import { language } from '../../../locales/i18n.ts';
import { cameraData, cameraLayer } from '../../../map/layers/cameras.ts';
import { placeData, placeLayer } from '../../../map/layers/place.ts';
import { reachData, reachLayer } from '../../../map/layers/reach.ts';
import type { ShownLayer } from '../../../map/map-layer.ts';
import { useBoard } from '../../../stores/board.ts';
import type { County } from '../county.ts';
import type { WallScene } from '../scenes/scene.ts';

/** Rings of distance round the matter in focus, in metres. */
export const reachM = [500, 1_000] as const;

/** What lies on the map besides what every map has, by what the scene asks for. */
export function useMapLayers(
  county: () => County,
  scene: () => WallScene,
  focus: ComputedRef<string | null>,
): ComputedRef<readonly ShownLayer[]> {
  const board = useBoard();
  const middle = computed(() => {
    const row = board.incidents.get(focus.value ?? '');
    return row && row.grids.length > 0 ? `${row.lng} ${row.lat}` : null;
  });
  return computed(() => {
    const { geodata, grid, cameras } = county();
    const has = (content: WallScene['layers'][number]): boolean => scene().layers.includes(content);
    const [lng = 0, lat = 0] = (middle.value ?? '').split(' ').map(Number);
    const place = middle.value !== null && has('reach') ? { lng, lat } : null;
    const near = middle.value !== null && has('cameras') ? nearest(cameras, { lng, lat }) : [];
    const word = (m: number): string => `${formatValue(m / 1_000, m % 1_000 === 0 ? 0 : 1, language())} km`;
    return [
      { layer: placeLayer, data: placeData(geodata, scene().map === 'matter' ? null : grid) },
      { layer: reachLayer, data: reachData(place, reachM, word) },
      { layer: cameraLayer, data: cameraData(near.map((camera) => camera.place)) },
    ];
  });
}

/** How many cameras stand beside a matter. */
export const mostCameras = 6;

/** The nearest of some places, each with its distance. */
export function nearest<T extends { place: { lng: number; lat: number } }>(
  all: readonly T[],
  to: { lng: number; lat: number },
  most: number = mostCameras,
): (T & { distanceM: number })[] {
  return all
    .map((one) => ({ ...one, distanceM: metresBetween(one.place, to) }))
    .toSorted((a, b) => a.distanceM - b.distanceM)
    .slice(0, most);
}
