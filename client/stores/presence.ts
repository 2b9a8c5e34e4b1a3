import { defineStore } from 'pinia';
import { computed } from 'vue';
import { groupBy } from '#shared/kernel/group-by.ts';
import { presenceView } from '#shared/views/presence.ts';
import type { Op } from '#shared/views/view.ts';
import { liveView } from './live-table.ts';
import { ofFeed } from './of-feed.ts';

/** Who has which incident open, this desk among them. Only the feed writes here. */
export const usePresence = ofFeed(
  defineStore('presence', () => {
    const live = liveView(presenceView);
    const { presence, seat } = live.tables;
    return {
      /** Desks by the incident that is open there; whoever claimed it first, then in the order they came. */
      byIncident: computed(() => {
        const rows = [...presence.rows.value.values()].sort(
          (a, b) => Number(b.claimed) - Number(a.claimed) || a.since - b.since,
        );
        return groupBy(rows, ({ incident }) => incident);
      }),
      /** Desks of duty officers, this one among them. */
      seats: computed(() => [...seat.rows.value.values()]),
      apply: (ops: readonly Op[]): void => live.apply(ops),
      clear: live.clear,
    };
  }),
);
