// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { IncidentList } from '#shared/wire/http.ts';
import type { SavedFilter, SearchFilter } from '#shared/wire/saved-filters.ts';
import SavedFilters from '../../../client/apps/desk/search/SavedFilters.vue';
import { preferred, searchOptions } from '../../../client/apps/desk/search/search-options.ts';
import SearchBox from '../../../client/apps/desk/search/SearchBox.vue';
import { makeDeskRoom, provideDeskRoom, type DeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { openSearch, provideSearch } from '../../../client/apps/desk/search/search.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const unmounts: (() => void)[] = [];
afterEach(() => unmounts.splice(0).forEach((end) => end()));

const readGrids = () => Promise.resolve(new Map([['w', { name: '南街村' }]]));
const rowOf = (id: string, title: string): IncidentList['rows'][number] => ({
  id,
  title,
  address: '人民路 8 号',
  procedure: 'standard',
  item: 'seepage',
  node: 'filed',
  source: 'patrol',
  grids: [],
  lead: 'water',
  reportedAt: 1_795_000_000_000,
  dueAt: 1_795_100_000_000,
  closedAt: null,
  version: 1,
  overdue: false,
  rings: '111000000',
  reworks: 0,
  urgent: false,
});
const listOf = (rows: IncidentList['rows'], more: Partial<IncidentList> = {}): IncidentList => ({
  rows,
  total: rows.length,
  exact: true,
  next: null,
  lookedSince: null,
  behind: 0,
  ...more,
});

function openBox(answers: (IncidentList | Refusal)[], kept: SavedFilter[] = []) {
  const asked: Record<string, unknown>[] = [];
  const keeps: [string, SearchFilter][] = [];
  let room: DeskRoom | undefined;
  const api = {
    ...deskApi(incidentOf()).api,
    incidents: (query: Record<string, unknown>) => {
      asked.push(query);
      return Promise.resolve(answers.shift() ?? listOf([]));
    },
    filters: () => Promise.resolve(kept),
    keepFilter: (name: string, filter: SearchFilter) => {
      keeps.push([name, filter]);
      return Promise.resolve({ id: `f-${keeps.length}`, name, filter });
    },
    renameFilter: (id: string, name: string) => Promise.resolve({ id, name, filter: {} }),
    forgetFilter: () => Promise.resolve(true),
  };
  const Seat = defineComponent(() => {
    room = makeDeskRoom({ api, person: duty, pack: deskPack });
    provideDeskRoom(room);
    provideSearch(
      openSearch({ api, now: () => 1_795_000_000_000, readGrids, wait: () => Promise.resolve() }),
    );
    return () => [h(SearchBox), h(SavedFilters)];
  });
  const wrapper = mount(Seat, { attachTo: document.body, global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  return { wrapper, asked, keeps, room: must(room, 'room') };
}
const box = (wrapper: VueWrapper) => wrapper.get('input');
async function type(wrapper: VueWrapper, text: string): Promise<void> {
  await box(wrapper).trigger('focusin');
  await box(wrapper).setValue(text);
  await flushPromises();
}
const active = (wrapper: VueWrapper): string => wrapper.get('[aria-selected=true]').text();

describe('the search of the desk', () => {
  it('asks the server, tells how many there are, and opens the first by Enter', async () => {
    const { wrapper, asked, room } = openBox([
      listOf([rowOf('1', '井盖缺失'), rowOf('2', '井盖破损')], { total: 1000, exact: false, next: 'x' }),
    ]);
    await type(wrapper, '井盖');
    expect(asked).toEqual([{ q: '井盖', limit: 20 }]);
    expect(wrapper.get('[role=status]').text()).toContain('1,000+ 件');
    expect(wrapper.findAll('.open svg.rings')).toHaveLength(2);
    expect(active(wrapper)).toContain('井盖缺失');
    await box(wrapper).trigger('keydown.down');
    expect(active(wrapper)).toContain('井盖破损');
    await box(wrapper).trigger('keydown.enter');
    await flushPromises();
    expect(room.selectedId.value).toBe('2');
  });

  it('Enter before the answer, and Enter over nothing found, opens nothing and keeps nothing', async () => {
    const shown = { chips: [], refusal: null, isEmpty: false };
    expect(preferred(searchOptions({ ...shown, hits: null }))).toBe(-1);
    expect(preferred(searchOptions({ ...shown, hits: listOf([]) }))).toBe(-1);
    expect(preferred(searchOptions({ ...shown, hits: listOf([rowOf('1', '井盖')]) }))).toBe(0);
    const { wrapper, keeps, room } = openBox([listOf([])]);
    await type(wrapper, '找不到的');
    await box(wrapper).trigger('keydown.enter');
    await flushPromises();
    expect([keeps, room.selectedId.value]).toEqual([[], null]);
    expect(wrapper.findAll('input')).toHaveLength(1);
    expect(wrapper.get('input').attributes('role')).toBe('combobox');
    // One step down is the asking for it.
    await box(wrapper).trigger('keydown.down');
    await box(wrapper).trigger('keydown.enter');
    expect(wrapper.get('input').attributes('role')).toBeUndefined();
  });

  it('a word that names a condition becomes a chip, and Backspace takes it back', async () => {
    const { wrapper, asked } = openBox([]);
    await type(wrapper, '积水 抢险');
    const option = must(
      wrapper.findAll('[role=option]').find((one) => one.text().includes('市水利抢险一队')),
      'the unit',
    );
    await option.trigger('click');
    await flushPromises();
    expect(asked.at(-1)).toEqual({ q: '积水', unit: 'water', limit: 20 });
    expect(wrapper.get('button.chip').text()).toContain('市水利抢险一队');
    await type(wrapper, '');
    await box(wrapper).trigger('keydown.backspace');
    await flushPromises();
    expect(wrapper.find('button.chip').exists()).toBe(false);
  });

  it('areas of the map are offered by their names', async () => {
    const { wrapper, asked } = openBox([]);
    await type(wrapper, '南街');
    expect(wrapper.findAll('li.add').map((one) => one.text())).toEqual(['区域南街村']);
    await box(wrapper).trigger('keydown.up');
    await wrapper.get('li.add').trigger('click');
    await flushPromises();
    expect(asked.at(-1)).toEqual({ grid: 'w', limit: 20 });
  });

  it('a span of days is counted back from now', async () => {
    const { wrapper, asked } = openBox([]);
    await type(wrapper, '近 7');
    await must(
      wrapper.findAll('[role=option]').find((one) => one.text().includes('近 7 天')),
      'seven days',
    ).trigger('click');
    await flushPromises();
    expect(asked.at(-1)).toMatchObject({ from: 1_795_000_000_000 - 7 * 86_400_000 });
  });

  it('shows nothing found, a refusal with another try, and how far it came', async () => {
    const { wrapper } = openBox([
      listOf([]),
      refuse('busy', 'index-being-made'),
      listOf([rowOf('1', '井盖')], { exact: false, next: '5_', lookedSince: 1_700_000_000_000 }),
      listOf([rowOf('2', '老井盖')]),
    ]);
    await type(wrapper, '飞碟');
    expect(wrapper.get('[role=status]').text()).toContain('没有找到');
    await type(wrapper, '井');
    expect(wrapper.get('[role=status]').text()).toContain('检索索引正在生成');
    await wrapper.get('li.again').trigger('click');
    await flushPromises();
    expect(wrapper.get('li.more').text()).toContain('继续查更早的');
    await wrapper.get('li.more').trigger('click');
    await flushPromises();
    expect(wrapper.findAll('li.open').map((one) => one.get('b').text())).toEqual(['井盖', '老井盖']);
  });

  it('an answer to an older question is thrown away', async () => {
    let late: (list: IncidentList) => void = () => undefined;
    const search = openSearch({
      api: {
        ...deskApi(incidentOf()).api,
        incidents: ({ q }: Record<string, unknown>) =>
          q === '井' ? new Promise((done) => (late = done)) : Promise.resolve(listOf([rowOf('2', '路灯')])),
      },
      now: () => 0,
      readGrids,
      wait: () => Promise.resolve(),
    });
    search.text.value = '井';
    await flushPromises();
    search.text.value = '灯';
    await flushPromises();
    late(listOf([rowOf('1', '井盖')]));
    await flushPromises();
    expect(search.hits.value?.rows.map(({ id }) => id)).toEqual(['2']);
  });

  it('keeps what is asked under a name; Alt and a digit bring it back', async () => {
    const { wrapper, keeps, asked } = openBox([]);
    await flushPromises();
    await type(wrapper, '积水');
    await wrapper.get('li.save').trigger('click');
    await box(wrapper).setValue('雨天');
    await box(wrapper).trigger('keydown.enter');
    await flushPromises();
    expect(keeps).toEqual([['雨天', { q: '积水' }]]);
    expect(wrapper.get('.kept').text()).toContain('雨天');
    await type(wrapper, '');
    document.dispatchEvent(new KeyboardEvent('keydown', { code: 'Digit1', altKey: true }));
    await flushPromises();
    expect(asked.at(-1)).toEqual({ q: '积水', limit: 20 });
  });

  it('a kept filter is renamed by F2 and removed by Delete, pressed twice', async () => {
    const { wrapper } = openBox([], [{ id: 'f', name: '夜班', filter: { state: 'open' } }]);
    await flushPromises();
    await wrapper.get('.kept button').trigger('keydown.f2');
    await wrapper.get('.kept input').setValue('白班');
    await wrapper.get('.kept input').trigger('keydown.enter');
    await flushPromises();
    expect(wrapper.get('.kept button').text()).toContain('白班');
    await wrapper.get('.kept button').trigger('keydown.delete');
    expect(wrapper.get('.kept button').text()).toContain('再按一次');
    await wrapper.get('.kept button').trigger('keydown.delete');
    await flushPromises();
    expect(wrapper.find('.kept').exists()).toBe(false);
  });
});
