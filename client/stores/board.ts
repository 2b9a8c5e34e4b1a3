import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ActRow, IncidentRow, TodayRow, UnitRow, WarningRow, WatchRow } from '#shared/views/board.ts';
import type { Op } from '#shared/views/view.ts';
import { liveTable } from './live-table.ts';

/**
 * The record lane as this screen sees it: the union of its board channels. Figures and units are those of the channel that
 * `openFeed` names first. Only the feed writes here.
 */
export const useBoard = defineStore('board', () => {
  const incidents = liveTable<IncidentRow>('incident');
  const acts = liveTable<ActRow>('act');
  const units = liveTable<UnitRow>('unit');
  const warnings = liveTable<WarningRow>('warning');
  const figures = liveTable<TodayRow>('figure');
  const watches = liveTable<WatchRow>('watch');
  const tables = [incidents, acts, units, warnings, figures, watches];
  /** The last batch, for drawings that move by differences. */
  const changes = shallowRef<readonly Op[]>([]);
  /** True once the first snapshot is in. */
  const ready = shallowRef(false);

  return {
    /** Open incidents in scope, by id. */
    incidents: incidents.rows,
    /** The last acts, by ledger seq as text. */
    acts: acts.rows,
    /** Units with open tasks, by id. */
    units: units.rows,
    /** Warnings in effect, by id. */
    warnings: warnings.rows,
    /** How the watch stands: mode, roster, the sheet that waits; null until the first snapshot is in. */
    watch: computed(() => watches.rows.value.get('now') ?? null),
    today: computed(() => figures.rows.value.get('today') ?? null),
    /** Acts, newest first. */
    newestActs: computed(() => [...acts.rows.value.values()].sort((a, b) => b.seq - a.seq)),
    changes,
    ready,
    apply(ops: readonly Op[]): void {
      for (const table of tables) table.apply(ops);
      changes.value = ops;
      ready.value = true;
    },
    clear(): void {
      for (const table of tables) table.clear();
      changes.value = [];
      ready.value = false;
    },
  };
});
