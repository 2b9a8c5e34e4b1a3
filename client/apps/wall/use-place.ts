import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';
import type { Api } from '../../http/api.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { askedScope } from '../../telling/slice.ts';
import { makeCounty, type CountyGround } from './county.ts';
import { readWallAddress, writeWallAddress } from './frame/wall-address.ts';
import { renewCounty } from './renew-county.ts';

/** The place that a wall shows: what its address may show, or the grid that somebody went into; the address holds it. */
export function usePlace(api: Api) {
  const ground = shallowRef<CountyGround>();
  const grid = ref(readWallAddress(location.search).grid);
  const county = computed(() => {
    if (!ground.value) return null;
    const known = grid.value !== null && ground.value.geodata.tree.byId.has(grid.value);
    return makeCounty(ground.value, known ? grid.value : null);
  });
  function goTo(next: string | null): void {
    if (next === grid.value) return;
    grid.value = next;
    history.pushState(null, '', location.pathname + writeWallAddress(location.search, { grid: next }));
  }
  const followAddress = (): void => void (grid.value = readWallAddress(location.search).grid);
  onMounted(() => addEventListener('popstate', followAddress));
  onBeforeUnmount(() => removeEventListener('popstate', followAddress));

  /** The pack has moved on: names at once; other sensors are another map. */
  const freshness = useFreshness();
  const drawn = ref(0);
  watch(
    () => freshness.state.edition,
    async (edition) => {
      const held = ground.value;
      if (!held || edition === null || edition <= (held.pack.edition ?? 1)) return;
      const renewed = await renewCounty(held, edition, api, askedScope(location.search));
      if (!renewed) return;
      ground.value = renewed.ground;
      if (renewed.isOther) drawn.value += 1;
    },
  );
  return { ground, county, drawn, goTo };
}
