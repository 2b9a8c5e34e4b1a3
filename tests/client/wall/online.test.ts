// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { defineComponent, ref } from 'vue';
import { expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { Frame } from '#shared/wire/frame.ts';
import type { County } from '../../../client/apps/wall/county.ts';
import { useWallRows } from '../../../client/apps/wall/frame/map-view.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { useReadings } from '../../../client/stores/readings.ts';

it('a sensor that is heard while the clock stands, as at an instant of the past, is lit; the same heard again is no other set', () => {
  const now = ref(100_000);
  const county = { sensors: [{ everyMs: 60_000 }, { everyMs: 60_000 }], isEvent: () => true };
  const worlds: { online: () => Uint8Array; hear: (sensor: number) => void }[] = [];
  const page = mount(
    defineComponent({
      setup() {
        const [rows, readings] = [useWallRows(() => county as unknown as County, now), useReadings()];
        const frame = (sensor: number) =>
          ({ at: now.value, sensors: [sensor], ages: [0], values: [1], qualities: [0] }) as unknown as Frame;
        worlds.push({ online: () => rows.online.value, hear: (sensor) => readings.apply(frame(sensor)) });
        return () => null;
      },
    }),
    { global: { plugins: [createPinia(), i18n] } },
  );
  const { online, hear } = must(worlds[0], 'the rows');
  expect([...online()]).toEqual([0, 0]);
  hear(1);
  const lit = online();
  expect([...lit]).toEqual([0, 1]);
  hear(1);
  expect(online()).toBe(lit);
  now.value += 200_000;
  expect([...online()]).toEqual([0, 0]);
  page.unmount();
});
