import { defineStore } from 'pinia';
import { finishView } from '#shared/views/finish.ts';
import type { Op } from '#shared/views/view.ts';
import { liveView } from './live-table.ts';
import { ofFeed } from './of-feed.ts';

/** Closed incidents that wait to be evaluated and archived, newest closing first as far as they are shown. Only the feed writes here. */
export const useFinish = ofFeed(
  defineStore('finish', () => {
    const live = liveView(finishView);
    return {
      incidents: live.tables.incident.rows,
      apply: (ops: readonly Op[]): void => live.apply(ops),
      clear: live.clear,
    };
  }),
);
