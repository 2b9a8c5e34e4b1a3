import { computed, type ComputedRef, type Ref } from 'vue';
import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { formatValue } from '../../../format/number.ts';
import { language } from '../../../locales/i18n.ts';
import { countyLayers } from '../../../map/county-layers.ts';
import { abnormalLayer } from '../../../map/layers/abnormal.ts';
import { arcLayer } from '../../../map/layers/arcs.ts';
import { cameraLayer } from '../../../map/layers/cameras.ts';
import { gridLayer, openByGrid } from '../../../map/layers/grid-fill.ts';
import { drawnLayer } from '../../../map/layers/drawn.ts';
import { heatLayer } from '../../../map/layers/heat.ts';
import { matterLayer } from '../../../map/layers/matters.ts';
import { towerLayer } from '../../../map/layers/towers.ts';
import { incidentLayer } from '../../../map/layers/incidents.ts';
import { lateGridLayer } from '../../../map/layers/late-grids.ts';
import { placeLayer } from '../../../map/layers/place.ts';
import { reachLayer } from '../../../map/layers/reach.ts';
import { sensorLayer } from '../../../map/layers/sensors.ts';
import { warnedLayer } from '../../../map/layers/warned.ts';
import { warningLayer } from '../../../map/layers/warnings.ts';
import { hiddenIf, shown, type ShownLayer } from '../../../map/map-layer.ts';
import type { MapMode } from '../../../map/map-modes.ts';
import type { Drawing } from '../../../map/tools/drawing.ts';
import { useBoard } from '../../../stores/board.ts';
import type { County } from '../county.ts';
import type { MapContent, WallScene } from '#shared/wall/scenes/scene.ts';
import type { WallRows } from './map-view.ts';

/** Rings of distance round the matter in focus, in metres. */
export const reachM = [500, 1_000] as const;

const nothing: readonly never[] = [];
const distance = (m: number): string => `${formatValue(m / 1_000, m % 1_000 === 0 ? 0 : 1, language())} km`;

/** What lies on the map, by what the scene asks for: always the same layers, those that it does not ask for empty. */
export function useMapLayers(wall: {
  county: () => County;
  scene: () => WallScene;
  focus: ComputedRef<string | null>;
  rows: WallRows;
  /** Matters that are ringed and named, and the one that was chosen. */
  named: ComputedRef<readonly IncidentRow[]>;
  selected: ComputedRef<string | null>;
  /** How what is open is drawn. */
  mode: Readonly<Ref<MapMode>>;
  /** What a hand draws. */
  drawing: Readonly<Ref<Drawing | null>>;
  /** The resource map that a hand opened. */
  resources: () => ShownLayer;
  /** The present to some seconds, for whoever is under way, and how an arrival is said. */
  soon: Readonly<Ref<number>>;
  arrives: () => string;
  /** Whether the scene shows it here. */
  has: (content: MapContent) => boolean;
}): ComputedRef<readonly ShownLayer[]> {
  const { county, scene, rows, named, selected, has } = wall;
  const around = useSurroundings(county, has, wall.focus);
  const reachWords = computed(() => reachM.map(distance));
  return computed(() => {
    const { geodata, sensors, units, grid } = county();
    const as = (mode: MapMode): boolean => has('fill') && wall.mode.value === mode;
    const counts = as('cells') ? rows.counts.value : undefined;
    const open = rows.events.value;
    const warned = has('warnings') ? rows.warnings.value : nothing;
    return [
      ...countyLayers(geodata, language(), counts),
      hiddenIf(!as('cells'), shown(lateGridLayer, { geodata, cells: rows.late.value })),
      hiddenIf(!as('heat'), shown(heatLayer, { rows: as('heat') ? open : nothing })),
      hiddenIf(!as('towers'), shown(towerLayer, { geodata }, rows.counts.value)),
      hiddenIf(!as('points'), shown(matterLayer, { rows: as('points') ? open : nothing })),
      shown(warnedLayer, { rows: warned, geodata }),
      shown(placeLayer, { geodata, grid: scene().map === 'matter' ? null : grid }),
      shown(reachLayer, { place: around.place.value, radiiM: reachM, words: reachWords.value }),
      hiddenIf(!has('sensors'), shown(sensorLayer, { sensors, geodata }, rows.online.value)),
      shown(abnormalLayer, { rows: has('sensors') ? rows.abnormal.value : nothing }),
      wall.resources(),
      shown(arcLayer, {
        incidents: named.value,
        units,
        language: language(),
        now: wall.soon.value,
        arrives: wall.arrives(),
      }),
      shown(incidentLayer, { rows: named.value, named: named.value, selected: selected.value }),
      shown(cameraLayer, { places: around.cameras.value }),
      shown(drawnLayer, { drawing: wall.drawing.value }),
      shown(warningLayer, { rows: warned, tree: geodata.tree }),
    ];
  });
}

/** The cells of the map as they should be filled by what is open. */
export function filledBy(county: County, open: readonly IncidentRow[]): ShownLayer {
  const events = open.filter(({ procedure }) => county.isEvent(procedure));
  return shown(gridLayer, { geodata: county.geodata }, openByGrid(events));
}

/** What the scene shows round the matter in focus. */
function useSurroundings(
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
  const cameras = computed(() => {
    const place = whereIf('cameras');
    return place ? nearest(county().cameras, place).map((camera) => camera.place) : nothing;
  });
  return { place: computed(() => whereIf('reach')), cameras };
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
