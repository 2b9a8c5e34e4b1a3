import { defineStore } from 'pinia';
import type { FlowRow } from '#shared/views/board.ts';
import type { Op } from '#shared/views/view.ts';
import { shallowRef } from 'vue';
import { liveTable } from './live-table.ts';

/** How many matters stand at each node, by `procedure/node`; a node without any has no row. Only the feed writes here. */
export const useFlow = defineStore('flow', () => {
  const counts = liveTable<FlowRow>('flow');
  /** True once the first snapshot is in: until then a missing row says nothing. */
  const ready = shallowRef(false);
  return {
    counts: counts.rows,
    ready,
    apply(ops: readonly Op[]): void {
      counts.apply(ops);
      ready.value = true;
    },
    clear(): void {
      counts.clear();
      ready.value = false;
    },
  };
});
