import { computed, type ComputedRef, type Ref } from 'vue';
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
import { reachLayer, type ReachView } from '../../../map/layers/reach.ts';
import { sensorLayer } from '../../../map/layers/sensors.ts';
import { warnedLayer } from '../../../map/layers/warned.ts';
import { warningLayer } from '../../../map/layers/warnings.ts';
import { hiddenIf, shown, type ShownLayer } from '../../../map/map-layer.ts';
import type { MapMode } from '../../../map/map-modes.ts';
import type { Drawing } from '../../../map/tools/drawing.ts';
import type { County } from '../county.ts';
import type { MapContent, WallScene } from '#shared/wall/scenes/scene.ts';
import type { WallRows } from './map-view.ts';
import type { Surroundings } from './surroundings.ts';

/** Rings of distance round the matter in focus, in metres. */
export const reachM = [500, 1_000] as const;

const nothing: readonly never[] = [];
const reachOf = ({ place, places }: Surroundings, words: readonly string[]): ReachView => ({
  place: place.value,
  radiiM: reachM,
  words,
  avoid: places.value,
});
const distance = (m: number): string => `${formatValue(m / 1_000, m % 1_000 === 0 ? 0 : 1)} km`;

/** What lies on the map, by what the scene asks for: always the same layers, those that it does not ask for empty. */
export function useMapLayers(wall: {
  county: () => County;
  scene: () => WallScene;
  around: Surroundings;
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
  /** Those on duty, that a hand asked for. */
  crews: () => ShownLayer;
  /** The present to some seconds, for whoever is under way, and how an arrival is said. */
  soon: Readonly<Ref<number>>;
  arrives: () => string;
  /** Whether the scene shows it here. */
  has: (content: MapContent) => boolean;
}): ComputedRef<readonly ShownLayer[]> {
  const { county, scene, rows, named, selected, has } = wall;
  const { around } = wall;
  const reachWords = computed(() => reachM.map(distance));
  return computed(() => {
    const { geodata, sensors, units, grid, pack } = county();
    const as = (mode: MapMode): boolean => has('fill') && wall.mode.value === mode;
    const counts = as('cells') ? rows.counts.value : undefined;
    const open = rows.events.value;
    const warned = has('warnings') ? rows.warnings.value : nothing;
    return [
      ...countyLayers(geodata, language(), counts, pack.units),
      hiddenIf(!as('cells'), shown(lateGridLayer, { geodata, cells: rows.late.value })),
      hiddenIf(!as('heat'), shown(heatLayer, { rows: as('heat') ? open : nothing })),
      hiddenIf(!as('towers'), shown(towerLayer, { geodata }, rows.counts.value)),
      hiddenIf(!as('points'), shown(matterLayer, { rows: as('points') ? open : nothing })),
      shown(warnedLayer, { rows: warned, geodata }),
      shown(placeLayer, { geodata, grid: scene().map === 'matter' ? null : grid }),
      shown(reachLayer, reachOf(around, reachWords.value)),
      hiddenIf(!has('sensors'), shown(sensorLayer, { sensors, geodata }, rows.online.value)),
      shown(abnormalLayer, { rows: has('sensors') ? rows.abnormal.value : nothing }),
      wall.resources(),
      wall.crews(),
      shown(arcLayer, {
        incidents: named.value,
        units,
        language: language(),
        now: wall.soon.value,
        arrives: wall.arrives(),
      }),
      shown(incidentLayer, { rows: named.value, named: named.value, selected: selected.value }),
      shown(cameraLayer, { places: around.places.value }),
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
