import { useLocalStorage } from '@vueuse/core';
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { resourceKinds, type MapResource, type ResourceKind } from '#shared/pack/resource.ts';
import type { Api } from '../http/api.ts';
import { t } from '../locales/i18n.ts';
import type { Picked } from '../map/county-map.ts';
import { resourceLayer } from '../map/layers/resources.ts';
import { shown as shownLayer, type ShownLayer } from '../map/map-layer.ts';
import { foundResources, kindCounts } from './resource-rows.ts';

/** What is looked for first when something happens. */
const usual: ResourceKind[] = ['shelter', 'store', 'hospital', 'fire-station'];

export interface Resources {
  isOpen: Ref<boolean>;
  /** Null until they were fetched, which waits for the first look. */
  all: Readonly<Ref<readonly MapResource[] | null>>;
  fault: Readonly<Ref<Refusal | null>>;
  counts: ComputedRef<Map<ResourceKind, number>>;
  /** Kinds that are switched on, kept on this device. */
  on: Ref<ResourceKind[]>;
  text: Ref<string>;
  found: ComputedRef<MapResource[]>;
  chosen: Ref<string | null>;
  one: ComputedRef<MapResource | null>;
  /** For the map: always the same layer, empty while nothing is open. */
  layer: () => ShownLayer;
  toggle(kind: ResourceKind): void;
  /** Opens or closes them; fetches them at the first time. */
  turn(open: boolean): void;
  /** Whether a pick on the map was one of them. */
  picked(pick: Picked): boolean;
}

const nothing: readonly MapResource[] = [];
const noSigns = Object.fromEntries(resourceKinds.map((kind) => [kind, ''])) as Record<ResourceKind, string>;

/** The resource map of a county for one map of one screen. Whoever may see a place sees what stands there: the server cuts the list. */
export function useResources(api: Pick<Api, 'jurisdiction' | 'resources'>, opened = false): Resources {
  const all = shallowRef<readonly MapResource[] | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const isOpen = ref(false);
  const on = useLocalStorage<ResourceKind[]>(`resources:${api.jurisdiction}`, usual);
  const text = ref('');
  const chosen = ref<string | null>(null);
  const counts = computed(() => kindCounts(all.value ?? nothing));
  const found = computed(() => foundResources(all.value ?? nothing, text.value, on.value));
  const signs = computed(
    () =>
      Object.fromEntries(resourceKinds.map((kind) => [kind, t(`resources.sign.${kind}`)])) as Record<
        ResourceKind,
        string
      >,
  );
  async function fetchOnce(): Promise<void> {
    if (all.value) return;
    const told = await api.resources();
    fault.value = isRefusal(told) ? told : null;
    if (!isRefusal(told)) all.value = told;
  }
  function turn(open: boolean): void {
    isOpen.value = open;
    if (open) void fetchOnce();
    else chosen.value = null;
  }
  if (opened) turn(true);
  return {
    isOpen,
    all,
    fault,
    counts,
    on,
    text,
    found,
    chosen,
    one: computed(() => all.value?.find(({ id }) => id === chosen.value) ?? null),
    layer: () =>
      shownLayer(resourceLayer, {
        resources: isOpen.value ? found.value : nothing,
        signs: isOpen.value ? signs.value : noSigns,
        selected: chosen.value,
      }),
    toggle(kind) {
      on.value = on.value.includes(kind) ? on.value.filter((other) => other !== kind) : [...on.value, kind];
    },
    turn,
    picked({ kind, id }) {
      if (kind !== 'resource') return false;
      chosen.value = id;
      return true;
    },
  };
}
