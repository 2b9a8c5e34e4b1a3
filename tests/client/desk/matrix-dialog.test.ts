// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, expect, it } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import type { Responsibility } from '#shared/wire/responsibility.ts';
import MatrixDialog from '../../../client/apps/desk/act/MatrixDialog.vue';
import { makeDeskRoom, provideDeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const answer: Responsibility = {
  areas: [
    { id: 'a', name: '夏港街道', level: 1, parent: null },
    { id: 'd', name: '城东街道', level: 1, parent: null },
    { id: 'b', name: '长江村', level: 2, parent: 'a' },
  ],
  rules: [
    {
      id: '1',
      items: { class: '水利防汛' },
      area: 'all',
      unit: 'water',
      role: 'lead',
      why: { zh: '防汛归口', en: 'floods' },
    },
    {
      id: '2',
      items: { items: ['seepage'] },
      area: { grid: 'a' },
      unit: 'town',
      role: 'lead',
      why: { zh: '夏港例外', en: 'an exception' },
    },
    {
      id: '3',
      items: 'all',
      area: { grid: 'a' },
      unit: 'water',
      role: 'co',
      why: { zh: '抢险配合', en: 'help' },
    },
  ],
};
const unmounts: (() => void)[] = [];
afterEach(() => unmounts.splice(0).forEach((end) => end()));

async function openMatrix(): Promise<HTMLElement> {
  const Seat = defineComponent(() => {
    const api = { ...deskApi(incidentOf()).api, responsibility: () => Promise.resolve(answer) };
    provideDeskRoom(makeDeskRoom({ api, person: duty, pack: deskPack }));
    return () => h(MatrixDialog, { open: true });
  });
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  await flushPromises();
  await nextTick();
  return must(document.querySelector<HTMLElement>('[role=dialog]'), 'dialog');
}
const rows = (dialog: HTMLElement): string[] =>
  [...dialog.querySelectorAll('.frame tbody tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => (cell.textContent ?? '').trim()).join(' | '),
  );

it('lays out who leads in each area, and a cell tells its grounds', async () => {
  const dialog = await openMatrix();
  expect(rows(dialog)).toEqual(['夏港街道 | 夏港应急中队', '城东街道 | 市水利抢险一队']);
  must(dialog.querySelector<HTMLElement>('.frame td button'), 'cell').click();
  await nextTick();
  const grounds = must(dialog.querySelector('.grounds'), 'grounds').textContent ?? '';
  for (const word of [
    '夏港街道 · 水利防汛',
    '堤防险情',
    '夏港应急中队',
    '夏港例外',
    '市水利抢险一队 · 抢险配合',
  ])
    expect(grounds).toContain(word);
});

it('shows what lies inside an area, and finds a class by unit or item', async () => {
  const dialog = await openMatrix();
  const area = must(dialog.querySelector('select'), 'area');
  area.value = 'a';
  area.dispatchEvent(new Event('change'));
  await nextTick();
  // An exception for the town holds for its village as well.
  expect(rows(dialog)).toEqual(['长江村 | 夏港应急中队']);
  const filter = must(dialog.querySelector<HTMLInputElement>('input[type=search]'), 'filter');
  const find = async (text: string): Promise<number> => {
    filter.value = text;
    filter.dispatchEvent(new Event('input'));
    await nextTick();
    return dialog.querySelectorAll('.frame thead th').length;
  };
  expect(await find('抢险一队')).toBe(2);
  expect(await find('堤防')).toBe(2);
  expect(await find('路灯')).toBe(0);
  expect(dialog.textContent).toContain('没有符合的大类');
});
