import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { boardView } from '#shared/views/board.ts';
import type { Op } from '#shared/views/view.ts';
import { liveView } from './live-table.ts';
import { ofFeed } from './of-feed.ts';

/**
 * The record lane as this screen sees it: the union of its board channels. Figures and units are those of the channel that
 * `openFeed` names first. Only the feed writes here.
 */
export const useBoard = ofFeed(
  defineStore('board', () => {
    const live = liveView(boardView);
    const { incident, act, unit, warning, proposal, figure, watch } = live.tables;
    /** The last batch, for drawings that move by differences. */
    const changes = shallowRef<readonly Op[]>([]);
    /** True once the first snapshot is in. */
    const ready = shallowRef(false);

    return {
      /** Open incidents in scope, by id. */
      incidents: incident.rows,
      /** The last acts, by ledger seq as text. */
      acts: act.rows,
      /** Units with open tasks, by id. */
      units: unit.rows,
      /** Warnings in effect, by id. */
      warnings: warning.rows,
      /** Warnings that wait for a signature, by id. */
      proposals: proposal.rows,
      /** How the watch stands: mode, roster, the sheet that waits; null until the first snapshot is in. */
      watch: computed(() => watch.rows.value.get('now') ?? null),
      today: computed(() => figure.rows.value.get('today') ?? null),
      /** Acts, newest first. */
      newestActs: computed(() => [...act.rows.value.values()].sort((a, b) => b.seq - a.seq)),
      changes,
      ready,
      apply(ops: readonly Op[]): void {
        live.apply(ops);
        changes.value = ops;
        ready.value = true;
      },
      clear(): void {
        live.clear();
        changes.value = [];
        ready.value = false;
      },
    };
  }),
);
