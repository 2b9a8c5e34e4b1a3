import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { sensingView } from '#shared/views/sensing.ts';
import type { Op } from '#shared/views/view.ts';
import { liveView } from './live-table.ts';
import { ofFeed } from './of-feed.ts';

/** The hot lane in sums, at most one change a second. Only the feed writes here. */
export const useSensing = ofFeed(
  defineStore('sensing', () => {
    const live = liveView(sensingView);
    const { system, indicator, abnormal, alarm, load, camera, staff } = live.tables;
    const ready = shallowRef(false);

    return {
      /** By system. */
      systems: system.rows,
      /** By domain; a row holds one character an indicator, in pack order. */
      indicators: indicator.rows,
      /** Sensors with a raised rule, by sensor id. */
      abnormal: abnormal.rows,
      /** What stands before the operators, by id; and how much came of late, by seat. */
      alarms: alarm.rows,
      loads: load.rows,
      camera: computed(() => camera.rows.value.get('all') ?? null),
      staff: computed(() => staff.rows.value.get('all') ?? null),
      ready,
      apply(ops: readonly Op[]): void {
        live.apply(ops);
        ready.value = true;
      },
      clear(): void {
        live.clear();
        ready.value = false;
      },
    };
  }),
);
