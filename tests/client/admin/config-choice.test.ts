// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { defineComponent, h } from 'vue';
import { afterEach, expect, it, vi } from 'vitest';
import { makeAdminRoom, provideAdminRoom } from '../../../client/apps/admin/admin-room.ts';
import ConfigSection from '../../../client/apps/admin/config/ConfigSection.vue';
import RowPane from '../../../client/apps/admin/config/RowPane.vue';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskPack } from '../desk/desk-world.ts';

afterEach(() => vi.unstubAllGlobals());

it('a row that is chosen while the lists are read again stays chosen', async () => {
  const rows = ['one', 'two'].map((key) => ({ key, body: { id: key }, version: 1, changed: null }));
  const held: (() => void)[] = [];
  let isHeld = false;
  const answers = (address: string): unknown => {
    if (/configuration\/parts/u.test(address)) return rows;
    if (address.endsWith('configuration'))
      return { version: 1, parts: [{ part: 'catalogue', rows: 2 }], coming: [] };
    return {};
  };
  vi.stubGlobal('fetch', async (address: string) => {
    if (isHeld) await new Promise<void>((done) => held.push(done));
    return Response.json(answers(address));
  });
  const Page = defineComponent({
    setup() {
      const api = { jurisdiction: 'toy', pack: async () => deskPack };
      const person = { id: 'a', role: 'admin' };
      provideAdminRoom(makeAdminRoom({ api, pack: deskPack, person, sections: [] } as never));
      return () => h(ConfigSection);
    },
  });
  const page = mount(Page, {
    global: { plugins: [i18n], stubs: { RowPane: true, CalendarBand: true } },
  });
  await flushPromises();
  const list = page.findAll('li button');
  expect(list).toHaveLength(2);
  await list[0]?.trigger('click');
  const pane = page.getComponent(RowPane);
  isHeld = true;
  pane.vm.$emit('written', 'one');
  await page.findAll('li button')[1]?.trigger('click');
  isHeld = false;
  expect(held.length).toBeGreaterThanOrEqual(2);
  for (const done of held) done();
  await flushPromises();
  await flushPromises();
  expect(page.get('li button[aria-pressed=true]').text()).toContain('two');
  page.unmount();
});
