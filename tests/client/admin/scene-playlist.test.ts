// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { defineComponent, h, ref } from 'vue';
import { expect, it } from 'vitest';
import type { PlaylistRow } from '#shared/pack/playlist.ts';
import { makeAdminRoom, provideAdminRoom } from '../../../client/apps/admin/admin-room.ts';
import ScenePlaylist from '../../../client/apps/admin/scenes/ScenePlaylist.vue';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskPack } from '../desk/desk-world.ts';

it('a row of the county’s own playlist names the cameras whose pictures stand on its map, and loses them again', async () => {
  const rows = ref<readonly PlaylistRow[]>([
    { from: '08:30', to: '17:30', days: [], scene: 'overview', seconds: 60 },
  ]);
  const cameras = [
    { id: 'CH-0001', name: '马镇村 河道 0001' },
    { id: 'CH-0002', name: '红星村 市场 0002' },
  ];
  const api = { jurisdiction: 'toy', cameras: async () => cameras };
  const Page = defineComponent({
    setup() {
      provideAdminRoom(
        makeAdminRoom({ api, pack: deskPack, person: { id: 'a', role: 'admin' }, sections: [] } as never),
      );
      return () =>
        h(ScenePlaylist, {
          rows: rows.value,
          onRows: (next: readonly PlaylistRow[]) => (rows.value = next),
        });
    },
  });
  const page = mount(Page, { global: { plugins: [i18n] } });
  await flushPromises();
  const field = page.get('input[list]');
  await field.setValue('市场');
  await field.trigger('change');
  expect(rows.value[0]?.cameras).toEqual(['CH-0002']);
  expect(page.text()).toContain('红星村 市场 0002');
  await page.get('.chip button').trigger('click');
  expect(rows.value[0]?.cameras).toBeUndefined();
  page.unmount();
});
