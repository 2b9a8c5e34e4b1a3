// @vitest-environment happy-dom
import { shallowMount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { defineComponent, h } from 'vue';
import { expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import DeskHeader from '../../../client/apps/desk/DeskHeader.vue';
import { makeDeskRoom, provideDeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import type { Picture } from '../../../client/map/picture.ts';
import { useFreshness } from '../../../client/stores/freshness.ts';
import { unheard, type Link } from '../../../client/stores/link.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };

function markOf(link: Link, consistent: boolean, picture: Picture): { word: string; green: boolean } {
  const pinia = createPinia();
  setActivePinia(pinia);
  useFreshness().set({ ...unheard, link, consistent });
  const Seat = defineComponent(() => {
    provideDeskRoom(makeDeskRoom({ api: deskApi(incidentOf()).api, person: duty, pack: deskPack }));
    return () => h(DeskHeader, { picture });
  });
  const wrapper = shallowMount(Seat, { global: { plugins: [pinia, i18n], stubs: { DeskHeader: false } } });
  const mark = wrapper.get('.fresh');
  const found = { word: mark.text(), green: mark.classes('live') };
  wrapper.unmount();
  return found;
}

it.each([
  ['live', true, 'sound', '数据一致 ✓', true],
  ['live', true, 'lost', '地图画面丢失，正在重开', false],
  ['live', true, 'still', '地图画面停住，正在重开', false],
  ['live', true, 'behind', '地图与数据不一致，正在重开', false],
  ['live', false, 'sound', '正在重新对齐', false],
  ['late', true, 'lost', '数据滞后', false],
  ['lost', true, 'sound', '连接中断', false],
  ['refused', true, 'sound', '未获准接入', false],
] as const)('line %s, consistent %s, map %s: %s', (link, consistent, picture, word, green) => {
  expect(markOf(link, consistent, picture)).toEqual({ word, green });
});
