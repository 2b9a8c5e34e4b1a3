import { ref, watch } from 'vue';
import type { MapMode } from '../../../map/map-modes.ts';
import { readWallAddress, writeWallAddress } from './wall-address.ts';

/** How this wall's map is drawn, and whether by day; both stand in the address. */
export function useMapLook() {
  const asked = readWallAddress(location.search);
  const mode = ref<MapMode>(asked.map ?? 'cells');
  const day = ref(asked.theme === 'light');
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
    setMode: (next: MapMode): void => void (mode.value = next),
    setDay: (next: boolean): void => void (day.value = next),
  };
}
