import { defineStore } from 'pinia';
import { ref } from 'vue';
import { unheard, type Freshness } from './link.ts';
import { ofFeed } from './of-feed.ts';

/** How far this screen may be trusted. Refreshed by the feed on every change, and twice a second. */
export const useFreshness = ofFeed(
  defineStore('freshness', () => {
    const state = ref<Freshness>({ ...unheard });
    let clock = (): number => Date.now() + state.value.offsetMs;
    return {
      state,
      /**
       * Now by the clock of the feed, epoch ms: the server's, since countdowns must not depend on a screen's own; of another instant, that
       * instant's.
       */
      serverNow: (): number => clock(),
      /** The feed of these stores has a clock of its own. */
      runBy(other: () => number): void {
        clock = other;
      },
      set(next: Freshness): void {
        state.value = next;
      },
    };
  }),
);
