// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import { must } from '#shared/kernel/must.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import type { FamilyFigures } from '#shared/wire/figures.ts';
import type { Figures, PackDigest } from '#shared/wire/http.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { actOn, commandOf } from '../../../client/apps/lead/decide-acts.ts';
import DecideCard from '../../../client/apps/lead/DecideCard.vue';
import DecideCards from '../../../client/apps/lead/DecideCards.vue';
import FamiliesTable from '../../../client/apps/lead/FamiliesTable.vue';
import { ownPeriod } from '../../../client/apps/lead/period.ts';
import { dayText } from '../../../client/format/written-time.ts';
import type { Receipt } from '../../../client/apps/lead/receipt.ts';
import { lateBy, sortRows, type ListedRow } from '../../../client/apps/lead/receipt-rows.ts';
import { instantKey } from '../../../client/replay/instant.ts';
import { rate, someFigures } from './figures.ts';

const global = { plugins: [i18n] };
const family = (procedure: string, over: Partial<FamilyFigures> = {}): FamilyFigures => ({
  procedure,
  family: 'incident',
  opened: 30,
  closed: 20,
  due: 25,
  dueClosed: 22,
  onTime: 19,
  missed: 6,
  carried: 4,
  open: 9,
  overdue: 3,
  durations: { mean: 7_200_000, median: 3_600_000, p90: 9_000_000, count: 20, error: 0 },
  stages: [],
  specials: [],
  ...over,
});
const idle = {
  opened: 0,
  closed: 0,
  due: 0,
  dueClosed: 0,
  onTime: 0,
  missed: 0,
  carried: 0,
  open: 0,
  overdue: 0,
};

describe('the table of all matters', () => {
  const figures = someFigures({
    families: [
      family('standard'),
      family('approval', {
        family: 'approval',
        specials: [
          { id: 'promise', days: 2, rate: rate(18, 20), query: { figure: 'promise', days: '2', above: '0' } },
        ],
      }),
      family('order', { family: 'order', ...idle }),
    ],
  });
  const procedures = ['standard', 'approval', 'order'].map((id) => ({
    id,
    name: { zh: `流程 ${id}`, en: id },
  }));
  const table = () =>
    mount(FamiliesTable, {
      global,
      props: { figures, procedures: procedures as unknown as PackDigest['procedures'] },
    });

  it('shows every number of the server beside its procedure, and hides those without a matter until asked', async () => {
    const page = table();
    const cells = (procedure: string): string[] =>
      page
        .get(`[data-procedure=${procedure}]`)
        .findAll('[data-of]')
        .map((cell) => cell.text());
    expect(cells('standard')).toEqual(['30', '25', '6', '4', '20', '9', '3']);
    expect(page.get('[data-procedure=standard]').text()).toContain('76.0%');
    expect(page.get('[data-procedure=approval]').text()).toContain('90.0%');
    expect(page.find('[data-procedure=order]').exists()).toBe(false);
    await page.get('.more').trigger('click');
    expect(cells('order')).toEqual(Array(7).fill('0'));
  });
  it('opens each number to a list of its own procedure and window that says the same count', async () => {
    const page = table();
    for (const button of page.findAll('[data-procedure=standard] button')) await button.trigger('click');
    const receipts = (page.emitted('open') ?? []).map(([receipt]) => receipt as Receipt);
    const said = receipts.flatMap(({ parts }) =>
      parts.map(({ count, query }) => [query['figure'], query['part'], count]),
    );
    expect(said).toEqual([
      ['reported', 'numerator', 30],
      ['closing', 'denominator', 25],
      ['missed', undefined, 6],
      ['onTimeClosing', 'numerator', 19],
      ['onTimeClosing', 'denominator', 25],
      ['missed', 'numerator', 6],
      ['carried', 'numerator', 4],
      ['closed', 'numerator', 20],
      ['open', 'numerator', 9],
      ['overdue', 'numerator', 3],
    ]);
    const { from, to } = figures.window;
    for (const { parts } of receipts)
      for (const { query } of parts) expect(query).toMatchObject({ procedure: 'standard', from, to });
  });
  it('opens a special figure by the query that the server named', async () => {
    const page = table();
    await page.get('[data-procedure=approval] .special button').trigger('click');
    const receipt = must(page.emitted('open')?.[0]?.[0] as Receipt | undefined, 'a receipt');
    expect(receipt.parts.map(({ count }) => count)).toEqual([18, 20]);
    expect(receipt.parts[1]?.query).toMatchObject({
      procedure: 'approval',
      figure: 'promise',
      days: '2',
      part: 'denominator',
    });
  });
});

const listed = (id: string, over: Partial<ListedRow> = {}): ListedRow => ({
  id,
  version: 3,
  title: id,
  address: '',
  procedure: 'standard',
  item: 'i',
  node: 'handling',
  source: 'grid',
  grids: [],
  lead: 'u1',
  reportedAt: 0,
  dueAt: 100,
  closedAt: null,
  overdue: false,
  rings: '',
  reworks: 0,
  urgent: false,
  ...over,
});

describe('a card to decide', () => {
  const words = { reason: '超期', duty: '答复', order: '批转', read: '已阅' };
  it('supervises, refers and notes each matter as the procedure and the channel know it', () => {
    expect(commandOf('supervise', listed('a'), words)).toEqual({
      kind: 'take',
      incident: 'a',
      version: 3,
      transition: 'supervise',
      form: {
        level: 'leader',
        way: 'list',
        duty: '答复',
        reason: '超期',
        limit: { amount: 1, unit: 'work-day' },
      },
    });
    expect(commandOf('refer', listed('a'), words)).toMatchObject({ kind: 'say', to: ['u1'], order: true });
    expect(commandOf('refer', listed('a', { lead: null }), words)).toMatchObject({ kind: 'say', to: [] });
    expect(commandOf('read', listed('a'), words)).toMatchObject({
      kind: 'note',
      incident: 'a',
      text: '已阅',
    });
  });
  it('goes on after a refusal and tells it with its reason', async () => {
    const no = refuse('conflict', 'changed-meanwhile');
    const done = { kind: 'done', subject: 'x', version: 1, seq: 1 } as const;
    const result = await actOn(
      [listed('a'), listed('b'), listed('c')],
      (row) => commandOf('read', row, words),
      (body) => Promise.resolve('incident' in body && body.incident === 'b' ? no : done),
    );
    expect([result.done, result.refused.map(({ row, refusal }) => [row.id, refusal.reason])]).toEqual([
      2,
      [['b', 'it was changed in the meantime']],
    ]);
  });

  const decision: Figures['decide'][number] = {
    id: 'overdue-worst',
    unit: 'u1',
    grid: null,
    count: 2,
    ms: 9_000_000,
    series: [],
    query: { figure: 'overdue', lead: 'u1' },
  };
  const card = (barred: string | null) => {
    const sent: string[] = [];
    const api = {
      incidents: () =>
        Promise.resolve({
          rows: [listed('a'), listed('b')],
          total: 2,
          exact: true,
          next: null,
          lookedSince: null,
          behind: 0,
        }),
      command: (body: { kind: string }) => {
        sent.push(body.kind);
        return Promise.resolve({ kind: 'done', subject: 'a', version: 4, seq: 9 } as const);
      },
    };
    const page = mount(DecideCard, {
      global,
      props: { api, decision, title: '超期最多', detail: '最长 2 时', button: '查看 2 件', barred },
    });
    return { page, sent };
  };
  it('acts in two clicks, says before what it will do and after what it did', async () => {
    const { page, sent } = card(null);
    await page.get('[data-act=supervise]').trigger('click');
    expect([sent, page.text()]).toEqual([[], expect.stringContaining('2 件')]);
    await page.get('.sure').trigger('click');
    await flushPromises();
    expect(sent).toEqual(['take', 'take']);
    expect(page.get('[role=status]').text()).toBe('已督办 2 件');
  });
  it('says why somebody who is no leader cannot act, and still opens its list', async () => {
    const { page } = card('由领导账号办理');
    const button = page.get('[data-act=supervise]');
    expect([button.attributes('disabled'), page.text()]).toEqual([
      '',
      expect.stringContaining('由领导账号办理'),
    ]);
    await page.get('.list').trigger('click');
    expect(page.emitted('open')).toHaveLength(1);
  });
  it('of the past acts for nobody, and says so', () => {
    const provide = { [instantKey as symbol]: ref(5) };
    const page = mount(DecideCards, {
      global: { ...global, provide },
      props: {
        api: {} as never,
        figures: { decide: [decision], window: { from: 0, to: 1 } } as never,
        units: [],
        isLeader: true,
      },
    });
    expect(page.get('[data-act=supervise]').attributes('disabled')).toBe('');
    expect(page.text()).toContain('正在回放');
  });
});

it('a list is sorted by any column both ways; by lateness the worst comes first, open or closed', () => {
  const rows = [
    listed('kept', { closedAt: 90 }),
    listed('late', { closedAt: 400 }),
    listed('open', { dueAt: 100 }),
    listed('time', { dueAt: 5_000 }),
  ];
  const ids = (falling: boolean): string[] =>
    sortRows(rows, (row) => lateBy(row, 1_000), falling).map(({ id }) => id);
  expect(ids(true)).toEqual(['open', 'late', 'kept', 'time']);
  expect(ids(false)).toEqual(['time', 'kept', 'late', 'open']);
});

const china = { utcOffsetMinutes: 480 };
it('an own period is of whole days of the county, the last one with it', () => {
  const own = ownPeriod('2026-11-01', '2026-11-22', china)?.own;
  expect(own).toEqual({ from: Date.UTC(2026, 9, 31, 16), to: Date.UTC(2026, 10, 22, 16) });
  expect(own && [dayText(own.from, china), dayText(own.to - 1, china)]).toEqual(['2026-11-01', '2026-11-22']);
  expect([ownPeriod('2026-11-02', '2026-11-01', china), ownPeriod('', '2026-11-01', china)]).toEqual([
    null,
    null,
  ]);
});
