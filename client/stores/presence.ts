import { defineStore } from 'pinia';
import { computed } from 'vue';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { PresenceRow, SeatRow } from '#shared/views/presence.ts';
import type { Op } from '#shared/views/view.ts';
import { liveTable } from './live-table.ts';

/** Who has which incident open, this desk among them. Only the feed writes here. */
export const usePresence = defineStore('presence', () => {
  const desks = liveTable<PresenceRow>('presence');
  const seats = liveTable<SeatRow>('seat');
  return {
    /** Desks by the incident that is open there; whoever claimed it first, then in the order they came. */
    byIncident: computed(() => {
      const rows = [...desks.rows.value.values()].sort(
        (a, b) => Number(b.claimed) - Number(a.claimed) || a.since - b.since,
      );
      return groupBy(rows, ({ incident }) => incident);
    }),
    /** Desks of duty officers, this one among them. */
    seats: computed(() => [...seats.rows.value.values()]),
    apply(ops: readonly Op[]): void {
      desks.apply(ops);
      seats.apply(ops);
    },
    clear(): void {
      desks.clear();
      seats.clear();
    },
  };
});
