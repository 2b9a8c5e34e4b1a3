import { ref, shallowRef, watch } from 'vue';
import type { MapMode } from '../../../map/map-modes.ts';
import { lookAmiss } from './amiss.ts';
import { readWallAddress, writeWallAddress, type Amiss } from './wall-address.ts';

/** How this wall's map is drawn, and whether by day; both stand in the address. */
export function useMapLook() {
  const asked = readWallAddress(location.search);
  const mode = ref<MapMode>(asked.map ?? 'cells');
  const day = ref(asked.theme === 'light');
  /** Stands until a hand chooses: from then on the address asks for that. */
  const amiss = shallowRef<readonly Amiss[]>(lookAmiss(asked));
  watch([mode, day], () => (amiss.value = []));
  watch(
    [mode, day],
    () => {
      document.documentElement.dataset['theme'] = day.value ? 'light' : 'dark';
      const search = writeWallAddress(location.search, {
        map: mode.value === 'cells' ? null : mode.value,
        theme: day.value ? 'light' : null,
      });
      history.replaceState(null, '', location.pathname + search);
    },
    { immediate: true },
  );
  return {
    mode,
    day,
    amiss,
    setMode: (next: MapMode): void => void (mode.value = next),
    setDay: (next: boolean): void => void (day.value = next),
  };
}
