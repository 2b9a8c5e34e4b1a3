import { defineStore } from 'pinia';
import { flowView } from '#shared/views/flow.ts';
import type { Op } from '#shared/views/view.ts';
import { liveView } from './live-table.ts';
import { ofFeed } from './of-feed.ts';

/** How many matters stand at each node, by `procedure/node`; a node without any has no row. Only the feed writes here. */
export const useFlow = ofFeed(
  defineStore('flow', () => {
    const live = liveView(flowView);
    return {
      counts: live.tables.flow.rows,
      apply: (ops: readonly Op[]): void => live.apply(ops),
      clear: live.clear,
    };
  }),
);
