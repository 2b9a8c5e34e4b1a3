// @vitest-environment happy-dom
import { mount, flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { computed, ref } from 'vue';
import { families } from '#shared/procedure/schema.ts';
import type { TodayRow } from '#shared/views/board.ts';
import type { IncidentList } from '#shared/wire/http.ts';
import { incidentQuery } from '#shared/wire/http.ts';
import type { County } from '../../../client/apps/wall/county.ts';
import { openAsks } from '../../../client/apps/wall/frame/asked.ts';
import { roomKey } from '../../../client/apps/wall/frame/wall-room.ts';
import ReceiptCard from '../../../client/apps/wall/frame/ReceiptCard.vue';
import TodayPanel from '../../../client/apps/wall/panels/TodayPanel.vue';
import {
  familiesBeside,
  wallFigures,
  wallReceipt,
  type WallReceipt,
} from '../../../client/apps/wall/frame/wall-receipts.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { wallEn } from '../../../client/locales/en/wall.ts';
import { wallZh } from '../../../client/locales/zh/wall.ts';
import { useBoard } from '../../../client/stores/board.ts';

const today: TodayRow = {
  from: 1_000_000,
  reported: 275,
  accepted: 257,
  filed: 255,
  dispatched: 252,
  closed: 210,
  overdue: 32,
  dueToClose: 214,
  closedOnTime: 209,
  missed: 5,
  carried: 32,
  reportedYesterday: 247,
  open: 299,
  supervised: 1,
  hours: Array(24).fill(1),
  fives: Array(288).fill(0),
  medianResponseMs: 60_000,
  families: {
    incident: { reported: 275, closed: 210, open: 299, overdue: 32 },
    duty: { reported: 0, closed: 0, open: 68, overdue: 0 },
    mediation: { reported: 2, closed: 1, open: 15, overdue: 1 },
    order: { reported: 1, closed: 1, open: 0, overdue: 0 },
  },
};
const now = 2_000_000;
const global = { plugins: [i18n], stubs: { LiveChart: true } };
/** A wall's room without a server behind it: what is asked is never answered. */
function room(): { opened: WallReceipt[]; provide: Record<symbol, unknown> } {
  const opened: WallReceipt[] = [];
  const never = (): Promise<never> => new Promise(() => undefined);
  const wallRoom = {
    county: computed(() => ({ slice: { scopes: ['all'] } })),
    canvas: computed(() => ({ u: 1, layout: 'hd' })),
    past: computed(() => false),
    now: ref(now),
    api: { figures: never },
    asks: openAsks(),
    open: (receipt: WallReceipt) => opened.push(receipt),
  };
  return { opened, provide: { [roomKey as symbol]: wallRoom } };
}

beforeEach(() => {
  setActivePinia(createPinia());
  useBoard().apply([['figure', 'today', today]]);
});

describe('the numbers of today', () => {
  it('stand on the wall as the board tells them, with what they count and what stands beside', () => {
    const page = mount(TodayPanel, { global: { ...global, provide: room().provide } });
    const text = page.text();
    for (const said of [
      '275',
      '257',
      '252',
      '210',
      '97.7%',
      '209 / 214',
      '积压 32',
      '任务清单 68',
      '调解 15',
    ])
      expect(text).toContain(said);
    expect(text).toContain('计入事件类');
    expect(text).not.toContain('一道令');
  });
  it('open to the list that holds as many, from midnight to now or as it stands', async () => {
    const { opened, provide } = room();
    const page = mount(TodayPanel, { global: { ...global, provide } });
    for (const button of page.findAll('button')) await button.trigger('click');
    const day = { from: 1_000_000, to: now };
    expect(opened.flatMap(({ parts }) => parts.map(({ query, count }) => [query, count]))).toEqual([
      [{ figure: 'reported', ...day }, 275],
      [{ figure: 'accepted', ...day }, 257],
      [{ figure: 'dispatched', ...day }, 252],
      [{ figure: 'closed', ...day }, 210],
      [{ figure: 'missed', ...day }, 5],
      [{ figure: 'onTimeClosing', ...day }, 209],
      [{ figure: 'carried', ...day }, 32],
      [{ figure: 'open', family: 'duty' }, 68],
      [{ figure: 'open', family: 'mediation' }, 15],
    ]);
  });
});

it('every number of a wall asks for a list that the server takes', () => {
  for (const figure of wallFigures) {
    const { parts, formula } = wallReceipt(
      figure,
      { title: '', value: '', count: 1 },
      today,
      now,
      'approval',
    );
    for (const { query } of parts) expect(incidentQuery.safeParse(query).success, figure).toBe(true);
    expect(i18n.global.te(formula), formula).toBe(true);
  }
});

it('every family has its word, and those beside stand by how much is open', () => {
  for (const words of [wallZh.family, wallEn.family])
    expect(Object.keys(words).toSorted()).toEqual(families.toSorted());
  expect(familiesBeside(today.families).map(({ family }) => family)).toEqual(['duty', 'mediation']);
});

it('a receipt says formula, window and how many there are, and shows the latest first', async () => {
  const row = (id: string, dueAt: number, closedAt: number | null) => ({
    id,
    title: id,
    lead: 'u',
    dueAt,
    closedAt,
  });
  const rows = [row('kept', 900, 800), row('worst', 100, null), row('late', 100, 700)];
  const list = {
    rows,
    total: 41,
    exact: true,
    next: 'more',
    lookedSince: null,
    behind: 0,
  } as unknown as IncidentList;
  const asked: unknown[] = [];
  const county = {
    units: new Map(),
    incidents: (query: unknown) => (asked.push(query), Promise.resolve(list)),
  } as unknown as County;
  const receipt = wallReceipt('missed', { title: '今日 · 未按期', value: '5', count: 5 }, today, now);
  const page = mount(ReceiptCard, { global, props: { county, receipt, now } });
  await flushPromises();
  expect(asked).toEqual([{ figure: 'missed', from: 1_000_000, to: now, limit: 100, count: 'full' }]);
  expect(page.findAll('li').map((line) => line.find('button').text())).toEqual(['worst', 'late', 'kept']);
  expect(page.text()).toContain('没有按期结案');
  expect(page.text()).toContain('共 41 件');
  await page.get('button').trigger('click');
  expect(page.emitted('close')).toHaveLength(1);
});
