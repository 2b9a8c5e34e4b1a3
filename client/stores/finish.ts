import { defineStore } from 'pinia';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Op } from '#shared/views/view.ts';
import { liveTable } from './live-table.ts';

/** Closed incidents that wait to be evaluated and archived, newest closing first as far as they are shown. Only the feed writes here. */
export const useFinish = defineStore('finish', () => {
  const incidents = liveTable<IncidentRow>('incident');
  return {
    incidents: incidents.rows,
    apply: (ops: readonly Op[]): void => void incidents.apply(ops),
    clear: incidents.clear,
  };
});
