import { useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { posts } from '#shared/access/post.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Crew, CrewCard, CrewList, Fence } from '#shared/wire/tracks.ts';
import { openTracksApi, type TracksApi } from '../http/tracks-api.ts';
import { say } from '../locales/i18n.ts';
import type { Picked } from '../map/county-map.ts';
import type { Geodata } from '../map/geodata.ts';
import { crewsLayer } from '../map/layers/crews.ts';
import { shown, type ShownLayer } from '../map/map-layer.ts';
import { useTrack } from './use-track.ts';

/** People tell their places every minute or two. */
const everyMs = 20_000;
/** While the past is played it is asked anew for every minute of it. */
const pastStepMs = 60_000;

export type CrewKind = Crew['post'];
/** Kinds in the order in which they are listed: posts, then vehicles. */
export const crewKinds: readonly CrewKind[] = [...posts, null];
export type Crews = ReturnType<typeof useCrews>;
const [nobody, noFences]: [readonly Crew[], readonly (Fence & { label: string })[]] = [[], []];

/** Asks who is on duty while it is open and looked at; in the past once a minute of it. */
function useCrewList(api: TracksApi, isOpen: Ref<boolean>, instant: Readonly<Ref<number | null>>) {
  const list = shallowRef<CrewList | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const seen = useDocumentVisibility();
  const minute = computed(() =>
    instant.value === null ? null : Math.floor(instant.value / pastStepMs) * pastStepMs,
  );
  async function load(): Promise<void> {
    const asked = minute.value;
    const answer = await api.crews(asked);
    if (!isOpen.value || asked !== minute.value) return;
    fault.value = isRefusal(answer) ? answer : null;
    // What is not known any more is not shown as if it were.
    list.value = isRefusal(answer) ? null : answer;
  }
  watch([isOpen, minute], ([open]) => void (open && load()));
  useIntervalFn(() => {
    if (isOpen.value && minute.value === null && seen.value === 'visible') void load();
  }, everyMs);
  return { list, fault };
}

/** The one that was chosen: who it is, and the way there once it was asked for. */
function useChosen(api: TracksApi) {
  const chosen = ref<string | null>(null);
  const card = shallowRef<CrewCard | null>(null);
  const replay = useTrack(api);
  watch(chosen, async (id) => {
    card.value = null;
    replay.close();
    const answer = id === null ? null : await api.crew(id);
    if (id === chosen.value) card.value = answer && !isRefusal(answer) ? answer : null;
  });
  return { chosen, card, replay };
}

/** Those on duty, with the fences of the county, for one map of one screen; nothing is asked before it is opened. */
export function useCrews(
  { jurisdiction }: { jurisdiction: string },
  instant: Readonly<Ref<number | null>> = ref(null),
) {
  const api = openTracksApi(jurisdiction);
  const isOpen = ref(false);
  const { list, fault } = useCrewList(api, isOpen, instant);
  const off = ref<CrewKind[]>([]);
  const { chosen, card, replay } = useChosen(api);
  const found = computed(() => list.value?.crews.filter(({ post }) => !off.value.includes(post)) ?? nobody);
  const fences = computed(
    () => list.value?.fences.map((fence) => ({ ...fence, label: say(fence.name) })) ?? noFences,
  );
  const counts = computed(() => {
    const n = new Map<CrewKind, number>();
    for (const { post } of list.value?.crews ?? nobody) n.set(post, (n.get(post) ?? 0) + 1);
    return n;
  });
  function turn(open: boolean): void {
    isOpen.value = open;
    if (!open) chosen.value = null;
  }
  return {
    isOpen,
    list,
    fault,
    off,
    chosen,
    card,
    replay,
    found,
    fences,
    counts,
    one: computed(() => list.value?.crews.find(({ id }) => id === chosen.value) ?? null),
    toggle(kind: CrewKind): void {
      off.value = off.value.includes(kind)
        ? off.value.filter((other) => other !== kind)
        : [...off.value, kind];
    },
    turn,
    /** Always the same layer, empty while it is closed. */
    layer: (geodata: Geodata | null): ShownLayer =>
      shown(crewsLayer, {
        crews: isOpen.value ? found.value : nobody,
        fences: isOpen.value ? fences.value : noFences,
        chosen: chosen.value,
        way: replay.way.value,
        spot: replay.spot.value,
        geodata,
      }),
    /** Whether a pick on the map was one of them. */
    picked({ kind, id }: Picked): boolean {
      if (kind !== 'crew' || !isOpen.value) return false;
      chosen.value = id;
      return true;
    },
  };
}
