import { computed, type ComputedRef, type Ref } from 'vue';
import { chainTo } from '#shared/grid/chain.ts';
import { boxAround } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import { isAbout } from '#shared/pack/plan.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { fillBreaks, openByGrid } from '../../../map/layers/grid-fill.ts';
import { lateGrids } from '../../../map/layers/late-grids.ts';
import { areaBounds } from '../../../map/slice-map.ts';
import { useBoard } from '../../../stores/board.ts';
import { useReadings } from '../../../stores/readings.ts';
import { useSensing } from '../../../stores/sensing.ts';
import { planOf } from '../../../telling/watch.ts';
import type { County } from '../county.ts';
import { keyIncidents } from '../panels/key-incidents.ts';
import type { WallScene } from '#shared/wall/scenes/scene.ts';
import { onlineSensors } from './online-sensors.ts';

/** Most incidents that panels may ask for; each shows as many as it has room for. */
const mostKey = 24;

/** Everything that a wall draws of the record and the hot lane, each made once for the map and all panels. */
export function useWallRows(county: () => County, now: Readonly<Ref<number>>) {
  const [board, sensing, readings] = [useBoard(), useSensing(), useReadings()];
  /** What the day's figures count; approvals, cases and orders run for weeks and are no event of the day. */
  const events = computed(() =>
    [...board.incidents.values()].filter(({ procedure }) => county().isEvent(procedure)),
  );
  const warnings = computed(() => [...board.warnings.values()]);
  const plan = computed(() => planOf(county().pack, board.watch?.emergency?.plan));
  const key = computed(() => {
    const card = plan.value;
    const isPlanned = ({ item }: IncidentRow): boolean => card !== null && isAbout(card, item);
    const warned = new Set(warnings.value.flatMap(({ incident }) => incident ?? []));
    return keyIncidents(events.value, warned, mostKey, isPlanned);
  });
  const counts = computed(() => openByGrid(events.value));
  // A set of the same cells is the same set: the map is not told again.
  const late = computed<ReadonlySet<string>>((before) => {
    const next = lateGrids(events.value);
    return before?.size === next.size && [...next].every((id) => before.has(id)) ? before : next;
  });
  return {
    events,
    warnings,
    plan,
    key,
    counts,
    late,
    breaks: computed(() => fillBreaks(counts.value)),
    abnormal: computed(() => [...sensing.abnormal.values()]),
    // Columns are filled in place, and `tick` tells: a clock that stands (a paused instant of the past) would leave all of them silent.
    online: computed<Uint8Array>((before) => {
      void readings.tick;
      const next = onlineSensors(county().sensors, readings.columns.at, now.value);
      return before?.length === next.length && next.every((one, i) => one === before[i]) ? before : next;
    }),
  };
}
export type WallRows = ReturnType<typeof useWallRows>;

/** Reach of the picture round a matter that is in the middle of it. */
const aroundM = 1_250;

/**
 * What the map is framed by: the matter in focus where the scene is about one, else the grid that was gone into, else all that
 * the wall may show.
 */
export function useMapFrame(
  county: () => County,
  scene: () => WallScene,
  focus: ComputedRef<string | null>,
): ComputedRef<[number, number, number, number]> {
  const board = useBoard();
  const danger = computed<Point | null>(() => {
    if (scene().map !== 'matter' || focus.value === null) return null;
    const row = board.incidents.get(focus.value);
    return row && row.grids.length > 0 ? { lng: row.lng, lat: row.lat } : null;
  });
  // Text tells whether the place moved: another object of the same row moves nothing.
  const at = computed(() => danger.value && `${danger.value.lng} ${danger.value.lat}`);
  return computed(() => {
    const { pack, geodata, grid } = county();
    if (at.value !== null) {
      const [lng = 0, lat = 0] = at.value.split(' ').map(Number);
      return boxAround({ lng, lat }, aroundM);
    }
    return grid === null ? pack.identity.bounds : areaBounds(geodata, grid);
  });
}

/** The grid one deeper at a place: of the county its town, of a town its village, of a village its grid; null at the bottom. */
export function deeper(county: County, place: Point): string | null {
  const chain = county.geodata.tree.locate(place);
  const depth = county.grid === null ? 0 : chainTo(county.geodata.tree, county.grid).length;
  const inside = county.grid === null || chain.some(({ id }) => id === county.grid);
  return (inside ? chain[depth]?.id : chain[0]?.id) ?? null;
}

/** The grid one wider; null when that is all that the wall may show. */
export function wider(county: County): string | null {
  if (county.grid === null) return null;
  return chainTo(county.geodata.tree, county.grid).at(-2)?.id ?? null;
}
