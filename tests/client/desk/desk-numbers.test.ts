// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { nextTick, defineComponent, h } from 'vue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import { isFinishing, isOpen } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { families } from '#shared/procedure/schema.ts';
import type { TodayRow } from '#shared/views/board.ts';
import { incidentRow } from '#shared/views/incident-row.ts';
import { todayRow } from '#shared/views/today-row.ts';
import type { Op, Row } from '#shared/views/view.ts';
import { mattersOfOpen } from '#shared/watch/matters.ts';
import type { Sheet } from '#shared/watch/watch.ts';
import QueueTop from '../../../client/apps/desk/queue/QueueTop.vue';
import SheetView from '../../../client/apps/desk/watch/SheetView.vue';
import ShiftPane from '../../../client/apps/desk/watch/ShiftPane.vue';
import { makeDeskRoom, provideDeskRoom, type DeskRoom } from '../../../client/apps/desk/desk-room.ts';
import type { GroupName } from '../../../client/apps/desk/queue/queue.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { useBoard } from '../../../client/stores/board.ts';
import { useFinish } from '../../../client/stores/finish.ts';
import { columnsOf } from '../../../server/commands/columns-of.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import { makePast } from '../../../server/past/past.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';

/** A past of a county that runs every procedure, and the desk over it: each number on it against each other one. */
const now = Date.parse('2026-11-22T15:40:00+08:00');
const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
let room: DeskRoom;
let wrapper: ReturnType<typeof mount>;
let today: TodayRow;
let sheet: Sheet;
let open: Incident[];

beforeAll(async () => {
  const pack = must((await loadPacks({ ...packFolders(), only: ['xuxiake'] }))[0], 'a pack');
  const past = makePast({
    pack,
    now,
    days: 4,
    seed: 7,
    scale: 1,
    head: () => '0'.repeat(64),
    refused: () => undefined,
    progress: () => undefined,
  });
  for (const entry of past.entries) void entry;
  const incidents = past.end().incidents;
  open = incidents.filter(isOpen);
  today = todayRow(incidents, pack.procedures, pack.pack.calendar, now);
  const matters = mattersOfOpen(
    open.map((incident) => {
      const { queue, urgent, overdue, supervised, due_at } = columnsOf(pack, incident);
      return { id: incident.id, queue, urgent, overdue, supervised, dueAt: due_at };
    }),
    [],
  );
  const by = { id: 'duty2', name: '值班席 02', role: 'duty' as const };
  sheet = {
    number: 1,
    by,
    at: now,
    day: '2026-11-22',
    shift: 'day',
    text: '平稳',
    lookOut: '',
    matters,
    emergency: null,
    signed: null,
    replaced: false,
  };
  const pinia = createPinia();
  setActivePinia(pinia);
  const put = (table: string, id: string, row: Row): Op => [table, id, row];
  const rowsOf = (list: readonly Incident[]): Op[] =>
    list.map((one) =>
      put('incident', one.id, incidentRow(one, must(pack.procedures.get(one.procedure), one.id))),
    );
  useBoard().apply([...rowsOf(open), put('figure', 'today', today)]);
  useFinish().apply(rowsOf(incidents.filter(isFinishing)));
  const Desk = defineComponent(() => {
    room = makeDeskRoom({
      api: deskApi(incidentOf()).api,
      person: duty,
      pack: { ...deskPack, procedures: [...pack.procedures.values()], catalogue: [...pack.items.values()] },
    });
    provideDeskRoom(room);
    return () => [
      h(QueueTop, { group: null, unseen: new Map(), up: false }),
      h(ShiftPane),
      h(SheetView, { sheet }),
    ];
  });
  wrapper = mount(Desk, { global: { plugins: [pinia, i18n] } });
}, 60_000);
afterAll(() => wrapper.unmount());

/** Whole numbers in a text, in their order. */
const numbers = (text: string): number[] =>
  (text.match(/\d[\d,]*/gu) ?? []).map((one) => Number(one.replaceAll(',', '')));
/** The number beside a label in the shift panel, and those of the note under it. */
function figure(label: string): { value: number; note: number[] } {
  const found = must(
    wrapper.findAll('figure').find((one) => one.get('figcaption span').text() === label),
    label,
  );
  return {
    value: must(numbers(found.get('strong').text())[0], label),
    note: numbers(found.get('small').text()),
  };
}
const onSheet = (label: string): number =>
  Number(
    must(
      wrapper.findAll('.counts div').find((one) => one.get('dt').text() === label),
      label,
    )
      .get('dd')
      .text()
      .replaceAll(',', ''),
  );
/** What the lanes say: to be acted on, open, waiting to be finished. */
const laneTexts = () =>
  wrapper.findAll('[data-lane]').map((one) => ({
    lane: one.attributes('data-lane') ?? '',
    shown: Number(one.get('b').text()),
    said: numbers(one.attributes('title') ?? ''),
  }));
const sum = (list: readonly (number | undefined)[]): number =>
  list.reduce<number>((total, n) => total + (n ?? 0), 0);
const ofFamilies = (of: 'open' | 'overdue' | 'reported') =>
  sum(families.map((one) => today.families[one]?.[of]));

it('has enough of every business to tell a difference', () => {
  expect(open.length).toBeGreaterThan(50);
  expect(laneTexts().length).toBeGreaterThan(4);
  expect(ofFamilies('open')).toBeGreaterThan(today.open);
});

it('lanes, shift panel, sheet and board agree on what is open, overdue and supervised', () => {
  const { value, note } = figure('未结');
  expect(value).toBe(sum(laneTexts().map(({ said }) => said[1])));
  expect([onSheet('未结'), ofFamilies('open'), open.length]).toEqual([value, value, value]);
  const [incidents, others, supervised] = note;
  expect(incidents).toBe(laneTexts().find(({ lane }) => lane === 'incident')?.said[1]);
  expect(sum([incidents, others])).toBe(value);
  expect(supervised).toBe(onSheet('督办'));
  const late = figure('超期');
  expect([onSheet('超期'), ofFamilies('overdue')]).toEqual([late.value, late.value]);
  expect(late.note).toEqual([value]);
});

it('the groups of each lane add up to it, and those of all lanes to the stages of the sheet', async () => {
  const all = new Map<GroupName, number>();
  for (const { lane, shown, said } of laneTexts()) {
    await wrapper.get(`[data-lane=${lane}]`).trigger('click');
    await nextTick();
    const groups = new Map(room.groups.value.map(({ name, rows }) => [name, rows.length]));
    for (const [name, count] of groups) all.set(name, (all.get(name) ?? 0) + count);
    const [finishing, folded] = [groups.get('finish'), sum([groups.get('under-way'), groups.get('waiting')])];
    const open = sum([...groups.values()]) - sum([finishing]);
    expect([lane, shown, ...said]).toEqual([lane, open - folded, open - folded, open, finishing ?? 0]);
  }
  const of = (...names: GroupName[]): number => sum(names.map((name) => all.get(name)));
  const stage = (queue: string) => sheet.matters.queues.find((one) => one.queue === queue)?.count ?? 0;
  expect(of('accept', 'accepted')).toBe(stage('accept'));
  expect(of('dispatch')).toBe(stage('dispatch'));
  expect(of('check')).toBe(stage('check'));
  expect(of('decide', 'late', 'under-way', 'waiting')).toBe(stage('work'));
  const drawn = wrapper.findAll('summary').map((one) => one.text());
  expect(drawn).toEqual(
    sheet.matters.queues.map(
      ({ queue, count }) => `${i18n.global.t(`watch.sheet.stage.${queue}`)} ${count} 件`,
    ),
  );
});

it('what came in today is that of the board, incidents and other business apart', () => {
  const { value, note } = figure('上报');
  expect([value, ...note]).toEqual([
    today.reported,
    today.reportedYesterday,
    ofFamilies('reported') - today.reported,
  ]);
  expect(figure('按期结案率').note).toEqual([today.closedOnTime, today.dueToClose, today.carried]);
});
