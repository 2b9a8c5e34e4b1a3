import { defineStore } from 'pinia';
import type { FlowRow } from '#shared/views/board.ts';
import type { Op } from '#shared/views/view.ts';
import { liveTable } from './live-table.ts';

/** How many matters stand at each node, by `procedure/node`; a node without any has no row. Only the feed writes here. */
export const useFlow = defineStore('flow', () => {
  const counts = liveTable<FlowRow>('flow');
  return {
    counts: counts.rows,
    apply: (ops: readonly Op[]): void => void counts.apply(ops),
    clear: counts.clear,
  };
});
