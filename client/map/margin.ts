import type { GeoJSONSource, Map as MapLibre, PaddingOptions } from 'maplibre-gl';
import { emptyIcon } from './icons.ts';
import { emptySource, type Drawing } from './map-layer.ts';
import { pointFeature } from './layers/point-feature.ts';

const source = 'margin';
/** Points that a mark of the margin takes, and those beyond the frame that texts may still stand in. */
const side = 44;
const air = 12;

/**
 * Marks that nobody sees, in a row round the part of the map that panels leave free: no name is written across it, half of it under a
 * panel. It lies over all texts, so it is placed before them.
 */
export const marginLayer: Drawing = {
  id: source,
  sources: { [source]: emptySource },
  layers: () => ({
    warning: [
      {
        id: source,
        type: 'symbol',
        source,
        layout: { 'icon-image': source, 'icon-allow-overlap': true, 'icon-padding': 0 },
      },
    ],
  }),
  icons: () => ({ [source]: emptyIcon() }),
};

/** Middles of the marks, in points of the picture. */
export function marginPlaces(
  { width, height }: { width: number; height: number },
  { top = 0, right = 0, bottom = 0, left = 0 }: PaddingOptions,
): [x: number, y: number][] {
  const out = air + side / 2;
  const [west, north, east, south] = [left - out, top - out, width - right + out, height - bottom + out];
  const along = (from: number, to: number): number[] => {
    const count = Math.max(1, Math.ceil((to - from) / side));
    return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
  };
  return [
    ...along(north, south).flatMap((y): [number, number][] => [
      [west, y],
      [east, y],
    ]),
    ...along(west, east).flatMap((x): [number, number][] => [
      [x, north],
      [x, south],
    ]),
  ];
}

/** Keeps the marks where the padding of the map is, wherever it looks. */
export function keepMargin(map: MapLibre, padding: () => PaddingOptions): void {
  const place = (): void => {
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const features = marginPlaces({ width, height }, padding()).map(([x, y]) =>
      pointFeature(map.unproject([x, y]), {}),
    );
    map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
  };
  for (const event of ['style.load', 'moveend', 'resize'] as const) map.on(event, place);
}
