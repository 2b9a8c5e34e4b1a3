import { computed, ref, watch } from 'vue';
import type { IncidentRow } from '#shared/views/board.ts';
import { readWallAddress, writeWallAddress } from './wall-address.ts';

/** The matter that command and emergency are about: the one that somebody put there, else the gravest that is open. */
export function useFocus(gravest: () => readonly IncidentRow[]) {
  const asked = ref(readWallAddress(location.search).incident);
  const standing = ref<string | null>(null);
  // A scene that is about a matter stays with it while it is open, whatever comes in meanwhile.
  watch(
    gravest,
    (rows) => {
      if (!rows.some(({ id }) => id === standing.value)) standing.value = rows[0]?.id ?? null;
    },
    { immediate: true },
  );
  function choose(incident: string | null): void {
    asked.value = incident;
    history.replaceState(null, '', location.pathname + writeWallAddress(location.search, { incident }));
  }
  return { id: computed(() => asked.value ?? standing.value), choose };
}
