import { defineStore } from 'pinia';
import { ref } from 'vue';
import { unheard, type Freshness } from './link.ts';

/** How far this screen may be trusted. Refreshed by the feed on every change, and twice a second. */
export const useFreshness = defineStore('freshness', () => {
  const state = ref<Freshness>({ ...unheard });
  return {
    state,
    /** Now by the server's clock, epoch ms: countdowns must not depend on a screen's own clock. */
    serverNow: (): number => Date.now() + state.value.offsetMs,
    set(next: Freshness): void {
      state.value = next;
    },
  };
});
