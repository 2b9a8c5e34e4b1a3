import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { AbnormalRow, CameraRow, IndicatorRow, StaffRow, SystemRow } from '#shared/views/board.ts';
import type { Op } from '#shared/views/view.ts';
import { liveTable } from './live-table.ts';

/** The hot lane in sums, at most one change a second. Only the feed writes here. */
export const useSensing = defineStore('sensing', () => {
  const systems = liveTable<SystemRow>('system');
  const indicators = liveTable<IndicatorRow>('indicator');
  const abnormal = liveTable<AbnormalRow>('abnormal');
  const camera = liveTable<CameraRow>('camera');
  const staff = liveTable<StaffRow>('staff');
  const tables = [systems, indicators, abnormal, camera, staff];
  const ready = shallowRef(false);

  return {
    /** By system. */
    systems: systems.rows,
    /** By domain; a row holds one character an indicator, in pack order. */
    indicators: indicators.rows,
    /** Sensors with a raised rule, by sensor id. */
    abnormal: abnormal.rows,
    camera: computed(() => camera.rows.value.get('all') ?? null),
    staff: computed(() => staff.rows.value.get('all') ?? null),
    ready,
    apply(ops: readonly Op[]): void {
      for (const table of tables) table.apply(ops);
      ready.value = true;
    },
    clear(): void {
      for (const table of tables) table.clear();
      ready.value = false;
    },
  };
});
