import { defineStore } from 'pinia';
import { markRaw, shallowRef } from 'vue';
import type { Frame } from '#shared/wire/frame.ts';
import { ofFeed } from './of-feed.ts';

/** The newest reading of each sensor, by the sensor's ordinal (its place in `GET /sensors`). `at` 0: never heard. */
export interface ReadingColumns {
  at: Float64Array;
  value: Float32Array;
  quality: Uint8Array;
}
const empty = (size: number): ReadingColumns => ({
  at: new Float64Array(size),
  value: new Float32Array(size).fill(Number.NaN),
  quality: new Uint8Array(size),
});

/** Readings in typed arrays; nothing in them is reactive but `tick`, which moves once a frame. Only the feed writes here. */
export const useReadings = ofFeed(
  defineStore('readings', () => {
    const columns = shallowRef(markRaw(empty(2048)));
    /** Number of frames applied; read it in a computed or watcher to follow the columns. */
    const tick = shallowRef(0);
    /** Ordinals of the last frame. */
    const changed = shallowRef<Uint32Array>(new Uint32Array(0));

    const grow = (size: number): void => {
      const next = empty(2 ** Math.ceil(Math.log2(size)));
      next.at.set(columns.value.at);
      next.value.set(columns.value.value);
      next.quality.set(columns.value.quality);
      columns.value = markRaw(next);
    };

    return {
      columns,
      tick,
      changed,
      /** One sensor's newest reading, null when it was never heard. Follows `tick`. */
      reading(ordinal: number): { at: number; value: number; quality: number } | null {
        void tick.value;
        const { at, value, quality } = columns.value;
        const instant = at[ordinal] ?? 0;
        return instant === 0
          ? null
          : { at: instant, value: value[ordinal] ?? NaN, quality: quality[ordinal] ?? 0 };
      },
      apply(frame: Frame): void {
        const top = frame.sensors.reduce((most, ordinal) => Math.max(most, ordinal), -1);
        if (top >= columns.value.at.length) grow(top + 1);
        const { at, value, quality } = columns.value;
        frame.sensors.forEach((ordinal, i) => {
          const instant = frame.at - (frame.ages[i] ?? 0);
          // A frame may overtake another on a bad line: the newest instant wins, not the last arrival.
          if (instant < (at[ordinal] ?? 0)) return;
          at[ordinal] = instant;
          value[ordinal] = frame.values[i] ?? NaN;
          quality[ordinal] = frame.qualities[i] ?? 0;
        });
        changed.value = frame.sensors;
        tick.value += 1;
      },
      clear(): void {
        columns.value = markRaw(empty(2048));
        changed.value = new Uint32Array(0);
        tick.value += 1;
      },
    };
  }),
);
