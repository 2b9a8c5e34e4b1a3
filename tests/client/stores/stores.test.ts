// @vitest-environment happy-dom
import { createPinia, setActivePinia, type Pinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { computed, createApp, defineComponent, watch } from 'vue';
import type { Op } from '#shared/views/view.ts';
import { useBoard } from '../../../client/stores/board.ts';
import { useFreshness } from '../../../client/stores/freshness.ts';
import { feedKey } from '../../../client/stores/of-feed.ts';
import { makeStores, storesOf } from '../../../client/stores/stores.ts';
import { useReadings } from '../../../client/stores/readings.ts';

beforeEach(() => setActivePinia(createPinia()));

describe('stores of several feeds', () => {
  it('L0 two feeds stand side by side, each with its own rows and its own clock, and draw with the same component', () => {
    const past = makeStores(() => 1_000);
    const live = storesOf();
    live.board.apply([['incident', 'a', { id: 'a' }]]);
    past.stores.board.apply([
      ['incident', 'b', { id: 'b' }],
      ['incident', 'c', { id: 'c' }],
    ]);
    const drawing = defineComponent(() => {
      const [board, { serverNow }] = [useBoard(), useFreshness()];
      return () => `${[...board.incidents.keys()].join()} ${serverNow() === 1_000 ? 'then' : 'now'}`;
    });
    const drawn = (ground?: Pinia): string => {
      const app = createApp(drawing);
      if (ground) app.provide(feedKey, ground);
      const place = document.createElement('div');
      app.mount(place);
      return place.textContent;
    };
    expect([drawn(), drawn(past.ground), drawn()]).toEqual(['a now', 'b,c then', 'a now']);
    // What is asked for outside of components is the page's, whoever was asked for before.
    expect([...useBoard().incidents.keys()]).toEqual(['a']);
    past.close();
    expect([...live.board.incidents.keys()]).toEqual(['a']);
  });
});

describe('live stores', () => {
  it('L1 one trigger a batch, whatever its size', () => {
    const board = useBoard();
    const ids = computed(() => [...board.incidents.keys()]);
    let triggers = 0;
    watch(ids, () => (triggers += 1), { flush: 'sync' });
    const batch = Array.from({ length: 500 }, (_, i): Op => ['incident', `${i}`, { id: `${i}` }]);
    board.apply(batch);
    expect([ids.value.length, triggers]).toEqual([500, 1]);
    board.apply([['incident', '7', null]]);
    expect([ids.value.includes('7'), triggers]).toEqual([false, 2]);
    board.apply([['act', '1', { seq: 1 }]]);
    expect([board.newestActs.length, triggers]).toEqual([1, 2]);
  });

  it('L2 rows stay plain: nothing wraps them', () => {
    const board = useBoard();
    const row = { id: 'a' };
    board.apply([['incident', 'a', row]]);
    expect(board.incidents.get('a')).toBe(row);
  });

  it('L3 readings: columns grow, the newest instant wins, NaN and 0 mean never heard', () => {
    const readings = useReadings();
    const frame = (sensor: number, value: number, at: number) => ({
      tick: 1,
      at,
      sensors: Uint32Array.of(sensor),
      values: Float32Array.of(value),
      ages: Uint32Array.of(0),
      qualities: Uint8Array.of(0),
    });
    const seen = computed(() => readings.reading(5000)?.value ?? null);
    expect(seen.value).toBeNull();
    readings.apply(frame(5000, 1.5, 2000));
    expect([seen.value, readings.columns.at.length, readings.reading(3)]).toEqual([1.5, 8192, null]);
    readings.apply(frame(5000, 9, 1000));
    expect(seen.value).toBe(1.5);
    readings.apply(frame(5000, 2.5, 3000));
    expect(seen.value).toBe(2.5);
  });
});
