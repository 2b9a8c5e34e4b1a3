import type { Feature, FeatureCollection, Position } from 'geojson';
import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Look } from '../../styles/look.ts';
import { mapFont } from '../font-faces.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';

type Polygons = Position[][][];
/** Outlines while somebody draws them. */
export interface OutlinesView {
  cells: readonly { id: string; name: string; area: Polygons; isOther: boolean }[];
  /** The one that is worked on. */
  chosen: { area: Polygons; corners: readonly Position[]; middles: readonly Position[] } | null;
  held: Position | null;
  /** Ground that does not fit. */
  faults: readonly Polygons[];
}

const [cellSource, chosenSource, cornerSource, faultSource] = [
  'outline-cell',
  'outline-chosen',
  'outline-corner',
  'outline-fault',
];
const areaFeature = (area: Polygons, properties: object): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'MultiPolygon', coordinates: area },
});
const spotFeature = (kind: string, coordinates: Position): Feature => ({
  type: 'Feature',
  properties: { kind, at: coordinates.join(' ') },
  geometry: { type: 'Point', coordinates },
});
const all = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

function outlinesData({ cells, chosen, held, faults }: OutlinesView): Record<string, FeatureCollection> {
  const corners = chosen?.corners.map((spot) => spotFeature('corner', spot)) ?? [];
  const middles = chosen?.middles.map((spot) => spotFeature('middle', spot)) ?? [];
  return {
    [cellSource]: all(
      cells.map(({ id, name, area, isOther }) => areaFeature(area, { id, name, other: isOther ? 1 : 0 })),
    ),
    [chosenSource]: all(chosen ? [areaFeature(chosen.area, {})] : []),
    [cornerSource]: all([...middles, ...corners, ...(held ? [spotFeature('held', held)] : [])]),
    [faultSource]: all(faults.map((area) => areaFeature(area, {}))),
  };
}

const circle = (look: Look, kind: string, paint: Record<string, unknown>): LayerSpecification => ({
  id: `outline-${kind}`,
  type: 'circle',
  source: cornerSource,
  filter: ['==', ['get', 'kind'], kind],
  paint: { 'circle-stroke-color': look.ground, ...paint },
});
const line = (id: string, source: string, color: string, width: number): LayerSpecification => ({
  id,
  type: 'line',
  source,
  layout: { 'line-join': 'round' },
  paint: { 'line-color': color, 'line-width': width },
});
const fill = (id: string, source: string, color: string, opacity: number): LayerSpecification => ({
  id,
  type: 'fill',
  source,
  paint: { 'fill-color': color, 'fill-opacity': opacity },
});
const ifOther = <T>(other: T, usual: T): T =>
  ['case', ['==', ['get', 'other'], 1], other, usual] as unknown as T;
const names = (look: Look): LayerSpecification => ({
  id: 'outline-name',
  type: 'symbol',
  source: cellSource,
  layout: {
    'text-field': ['get', 'name'],
    'text-font': [mapFont],
    'text-size': 12 * look.u,
    'text-max-width': 7,
  },
  paint: { 'text-color': look.text2, 'text-halo-color': look.ground, 'text-halo-width': 1.4 * look.u },
});
const points = (look: Look): LayerSpecification[] => [
  circle(look, 'middle', {
    'circle-radius': 3.5 * look.u,
    'circle-color': look.ground,
    'circle-stroke-color': look.teal,
    'circle-stroke-width': look.u,
    'circle-stroke-opacity': 0.7,
  }),
  circle(look, 'corner', {
    'circle-radius': 5.5 * look.u,
    'circle-color': look.text,
    'circle-stroke-width': 1.6 * look.u,
  }),
  circle(look, 'held', {
    'circle-radius': 8 * look.u,
    'circle-color': look.teal,
    'circle-stroke-color': look.text,
    'circle-stroke-width': 2 * look.u,
  }),
];

/** Grids as they are being drawn: every outline, the chosen one with its corners and the middles of its edges, what does not fit in rose. */
export const outlinesLayer: MapLayer<OutlinesView> = {
  id: 'outlines',
  sources: {
    [cellSource]: emptySource,
    [chosenSource]: emptySource,
    [cornerSource]: emptySource,
    [faultSource]: emptySource,
  },
  everyMs: 0,
  layers: (look) => ({
    ground: [{ id: 'outline-ground', type: 'background', paint: { 'background-color': look.ground } }],
    fill: [fill('outline-fill', cellSource, ifOther(look.teal, look.land), ifOther(0.24, 1))],
    border: [
      line('outline-edge', cellSource, look.ruleStrong, 1.2 * look.u),
      fill('outline-chosen-fill', chosenSource, look.teal, 0.2),
      line('outline-chosen', chosenSource, look.teal, 2.4 * look.u),
    ],
    name: [names(look)],
    point: points(look),
    mark: [
      fill('outline-fault', faultSource, look.rose, 0.55),
      line('outline-fault-edge', faultSource, look.rose, 2 * look.u),
    ],
  }),
  picks: {
    'outline-corner': { kind: 'corner', id: 'at' },
    'outline-middle': { kind: 'middle', id: 'at' },
    'outline-fill': { kind: 'cell', id: 'id' },
  },
  data: outlinesData,
};
