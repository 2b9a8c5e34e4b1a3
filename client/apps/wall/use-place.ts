import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';
import type { Person } from '#shared/access/person.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Api } from '../../http/api.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { askedScope, sliceOf } from '../../telling/slice.ts';
import { makeCounty, type CountyGround } from './county.ts';
import { gridAsked } from './frame/amiss.ts';
import { readWallAddress, writeWallAddress } from './frame/wall-address.ts';
import { renewCounty } from './renew-county.ts';
import type { LinePlace } from './use-wall-feed.ts';

/** The place that a wall shows: what its address may show, or the grid that somebody went into; the address holds it. */
export function usePlace(api: Api) {
  const ground = shallowRef<CountyGround>();
  const asked = ref(readWallAddress(location.search));
  const place = computed(() => (ground.value ? gridAsked(asked.value, ground.value) : null));
  const county = computed(() =>
    ground.value ? makeCounty(ground.value, place.value?.grid, place.value?.amiss) : null,
  );
  function goTo(next: string | null): void {
    if (next === asked.value.grid && !place.value?.amiss) return;
    asked.value = { ...asked.value, grid: next, amiss: {} };
    history.pushState(null, '', location.pathname + writeWallAddress(location.search, { grid: next }));
  }
  const followAddress = (): void => void (asked.value = readWallAddress(location.search));
  onMounted(() => addEventListener('popstate', followAddress));
  onBeforeUnmount(() => removeEventListener('popstate', followAddress));

  /** Whose line is opened while lists and map are on their way. A grid of the address is looked up first: the county may have none. */
  const ahead = shallowRef<LinePlace>();
  function expect(person: Person, pack: PackDigest): void {
    if (asked.value.grid !== null) return;
    ahead.value = { wall: person.name, slice: sliceOf(person, pack, askedScope(location.search)) };
  }

  /** The pack has moved on: names at once; other sensors are another map. */
  const freshness = useFreshness();
  const drawn = ref(0);
  // What was told before the county was there is looked at when it is.
  watch([() => freshness.state.edition, () => ground.value !== undefined] as const, async ([edition]) => {
    const held = ground.value;
    if (!held || edition === null || edition <= (held.pack.edition ?? 1)) return;
    const renewed = await renewCounty(held, edition, api, askedScope(location.search));
    if (!renewed) return;
    ground.value = renewed.ground;
    if (renewed.isOther) drawn.value += 1;
  });
  const leave = (): void => {
    ground.value = undefined;
    ahead.value = undefined;
  };
  const line = computed(() => county.value ?? ahead.value ?? null);
  return { ground, county, line, expect, drawn, goTo, leave };
}
