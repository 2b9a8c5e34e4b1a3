import { computed, ref, shallowRef, type Ref } from 'vue';
import type { Point } from '#shared/geo/point.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { Api } from '../../../http/api.ts';
import type { Picked } from '../../../map/county-map.ts';
import type { SliceMap } from '../../../map/slice-map.ts';
import { beatsLayer } from '../../../map/layers/beats.ts';
import { shown, type ShownLayer } from '../../../map/map-layer.ts';
import { language } from '../../../locales/i18n.ts';
import { useLive } from '../contexts/live.ts';
import { useSeat } from '../contexts/seat.ts';
import { jointByBeat } from './joint.ts';

export type Beats = ReturnType<typeof useBeats>;
const none: readonly PoliceGrid[] = [];

function useBeatList(api: Pick<Api, 'beats'>) {
  const all = shallowRef<readonly PoliceGrid[] | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  return {
    all,
    fault,
    async fetchOnce(): Promise<void> {
      if (all.value) return;
      const told = await api.beats();
      fault.value = isRefusal(told) ? told : null;
      if (!isRefusal(told)) all.value = told;
    },
  };
}

/** The police beats of the county over its grids, with the matters that grid and police carry together; fetched at the first look. */
export function useBeats(drawn: Readonly<Ref<SliceMap | null>>) {
  const { api, index } = useSeat();
  const { board } = useLive();
  const { all, fault, fetchOnce } = useBeatList(api);
  const isOpen = ref(false);
  const chosen = ref<string | null>(null);
  /** Above a station stands its bureau; above a bureau that holds its beats itself the centre, which is not the police. */
  const bureauOf = (station: string): string | undefined => {
    const { kind, parent } = index.units.get(station) ?? {};
    return kind === 'squad' ? parent : undefined;
  };
  const joint = computed(() =>
    isOpen.value
      ? jointByBeat(board.incidents.values(), all.value ?? none, bureauOf)
      : new Map<string, never[]>(),
  );
  async function turn(open: boolean): Promise<void> {
    isOpen.value = open;
    chosen.value = null;
    if (open) await fetchOnce();
  }
  /** What the layer compares: made anew when a count changes, not with every patch of the board. */
  const counts = computed((before?: ReadonlyMap<string, number>) => {
    const now = new Map([...joint.value].map(([id, rows]) => [id, rows.length]));
    const same = before?.size === now.size && [...now].every(([id, n]) => before.get(id) === n);
    return before && same ? before : now;
  });
  /** Where the chosen one is looked at: its cell in the middle of the list. */
  const place = computed((): Point | null => {
    const { grids = [] } = all.value?.find(({ id }) => id === chosen.value) ?? {};
    return drawn.value?.geodata.tree.byId.get(grids[Math.floor(grids.length / 2)] ?? '')?.centre ?? null;
  });
  return {
    isOpen,
    all,
    place,
    fault,
    chosen,
    joint,
    turn,
    /** Always the same layer, empty while it is off. */
    layer: ({ geodata }: SliceMap): ShownLayer =>
      shown(beatsLayer, {
        beats: isOpen.value ? (all.value ?? none) : none,
        joint: counts.value,
        chosen: chosen.value,
        geodata,
        language: language(),
      }),
    /** Whether a pick on the map was one of them. */
    picked({ kind, id }: Picked): boolean {
      if (kind !== 'beat' || !isOpen.value) return false;
      chosen.value = id;
      return true;
    },
  };
}
