import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Crew, Fence } from '#shared/wire/tracks.ts';
import { byNearness, type Look } from '../../styles/look.ts';
import { circleRing } from '../bounds.ts';
import { mapFont } from '../font-faces.ts';
import type { Geodata } from '../geodata.ts';
import { emptySource, type MapLayer } from '../map-layer.ts';
import { areaOfAll } from '../slice-map.ts';
import { pointFeature } from './point-feature.ts';

const [people, areas, ways, at] = ['crew', 'crew-fence', 'crew-way', 'crew-at'];

/** A way in stretches: where nobody was heard for long there is no line. */
export type Way = readonly (readonly (readonly [lng: number, lat: number])[])[];
export interface CrewsView {
  crews: readonly Crew[];
  fences: readonly (Fence & { label: string })[];
  chosen: string | null;
  way: Way;
  /** Where the one whose way is shown was at the instant that is looked at. */
  spot: { lng: number; lat: number; label: string } | null;
  geodata: Pick<Geodata, 'topology' | 'tree'> | null;
}

function shapeOf({ grid, ring, radiusM, place }: Fence, geodata: CrewsView['geodata']): Geometry | null {
  if (grid !== null) return geodata?.tree.byId.has(grid) ? areaOfAll(geodata, [grid]) : null;
  const corners = ring ? ring.map(({ lng, lat }) => [lng, lat]) : circleRing(place, radiusM ?? 0);
  const [first] = corners;
  return first ? { type: 'Polygon', coordinates: [[...corners, first]] } : null;
}

export function crewsData(view: CrewsView): Record<string, FeatureCollection> {
  const fences = view.fences.flatMap((fence): Feature[] => {
    const geometry = shapeOf(fence, view.geodata);
    return geometry
      ? [{ type: 'Feature', properties: { id: fence.sensor, label: fence.label }, geometry }]
      : [];
  });
  const lines = view.way.map((line): Feature => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'LineString', coordinates: line.map(([lng, lat]) => [lng, lat]) },
  }));
  const dots = view.crews.map((crew) =>
    pointFeature(crew, { id: crew.id, vehicle: crew.post === null, chosen: crew.id === view.chosen }),
  );
  const spot = view.spot ? [pointFeature(view.spot, { label: view.spot.label })] : [];
  return {
    [people]: { type: 'FeatureCollection', features: dots },
    [areas]: { type: 'FeatureCollection', features: fences },
    [ways]: { type: 'FeatureCollection', features: lines },
    [at]: { type: 'FeatureCollection', features: spot },
  };
}

const fenceFill = (look: Look): LayerSpecification => ({
  id: 'crew-fence-fill',
  type: 'fill',
  source: areas,
  paint: { 'fill-color': look.text2, 'fill-opacity': 0.1 },
});
const fenceEdge = (look: Look): LayerSpecification => ({
  id: 'crew-fence-edge',
  type: 'line',
  source: areas,
  paint: { 'line-color': look.text2, 'line-width': 1.6 * look.u, 'line-dasharray': [4, 2] },
});
const fenceName = (look: Look): LayerSpecification => ({
  id: 'crew-fence-name',
  type: 'symbol',
  source: areas,
  layout: { 'text-field': ['get', 'label'], 'text-font': [mapFont], 'text-size': 12.5 * look.u },
  paint: { 'text-color': look.text, 'text-halo-color': look.ground, 'text-halo-width': 1.6 * look.u },
});
const wayLine = (look: Look): LayerSpecification => ({
  id: 'crew-way',
  type: 'line',
  source: ways,
  layout: { 'line-join': 'round', 'line-cap': 'round' },
  paint: { 'line-color': look.teal, 'line-width': 3 * look.u, 'line-opacity': 0.85 },
});
const dot = (look: Look): LayerSpecification => ({
  id: 'crew-dot',
  type: 'circle',
  source: people,
  paint: {
    'circle-radius': byNearness(look, 2.2, 5.5),
    'circle-color': ['case', ['get', 'vehicle'], look.text, look.teal],
    'circle-stroke-color': ['case', ['get', 'chosen'], look.text, look.ground],
    'circle-stroke-width': ['case', ['get', 'chosen'], 4 * look.u, look.u],
  },
});
const spotDot = (look: Look): LayerSpecification => ({
  id: 'crew-spot',
  type: 'circle',
  source: at,
  paint: {
    'circle-radius': 8 * look.u,
    'circle-color': look.text,
    'circle-stroke-color': look.teal,
    'circle-stroke-width': 3 * look.u,
  },
});
const spotName = (look: Look): LayerSpecification => ({
  id: 'crew-spot-name',
  type: 'symbol',
  source: at,
  layout: {
    'text-field': ['get', 'label'],
    'text-font': [mapFont],
    'text-size': 13 * look.u,
    'text-anchor': 'left',
    'text-offset': [0.9, 0],
    'text-allow-overlap': true,
  },
  paint: { 'text-color': look.text, 'text-halo-color': look.ground, 'text-halo-width': 1.6 * look.u },
});

/** People and vehicles on duty as dots, fences dashed, and the way that one of them went. */
export const crewsLayer: MapLayer<CrewsView> = {
  id: 'crews',
  sources: { [people]: emptySource, [areas]: emptySource, [ways]: emptySource, [at]: emptySource },
  layers: (look) => ({
    land: [fenceFill(look)],
    line: [fenceEdge(look), wayLine(look)],
    name: [fenceName(look)],
    point: [dot(look)],
    mark: [spotDot(look), spotName(look)],
  }),
  picks: { 'crew-dot': { kind: 'crew', id: 'id' } },
  data: crewsData,
};
