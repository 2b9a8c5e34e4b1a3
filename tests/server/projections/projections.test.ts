import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { ActRow, IncidentRow, TodayRow, UnitRow } from '#shared/views/board.ts';
import { applyOps, emptyView, viewHash, type Op, type View } from '#shared/views/view.ts';
import { openLog } from '../../../server/log.ts';
import { openProjections, type Projections } from '../../../server/projections/projections.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import { testReport } from '../../support/county.ts';
import { actAtRandom } from '../../support/act-at-random.ts';
import { seeded } from '../../support/grids.ts';
import { duty, handlerOf, leader, monday9 } from '../../support/incident-world.ts';
import { openWorld, type World } from '../../support/stage.ts';
import { shownOf } from '../../support/shown.ts';

let world: World;
let projections: Projections;
const faults: unknown[] = [];
let standing = '--00';

const begin = (): Promise<Projections> =>
  openProjections({
    ledger: world.record.ledger,
    records: world.record.records,
    hotLane: world.hotLane,
    packs: stillPacks([world.pack]),
    clock: world.clock,
    log: openLog('silent'),
    cells: () => new Map([['water', standing]]),
    onFault: (error) => faults.push(error),
  });
beforeEach(async () => {
  vi.useFakeTimers({ now: monday9 });
  world = openWorld(8, Date.now);
  projections = await begin();
});
afterEach(async () => {
  await projections.stop();
  vi.useRealTimers();
  expect(faults.splice(0)).toEqual([]);
});

interface Followed {
  view: View;
  pushes: Op[][];
}
function follow(channel: string): Followed {
  const followed: Followed = { view: emptyView(), pushes: [] };
  projections.openSlice('toy', shownOf(channel), followed.view, (ops) => {
    applyOps(followed.view, ops);
    followed.pushes.push(ops);
  });
  return followed;
}
const rows = <R>({ view }: Followed, table: string): R[] =>
  [...(view.tables.get(table)?.values() ?? [])] as R[];
function report(lng = 119.5): string {
  const made = world.record.send(testReport({ place: { lng, lat: 31 } }), duty);
  if (isRefusal(made)) throw new Error(made.reason);
  return made.id;
}
function dispatched(lng?: number): string {
  const id = report(lng);
  world.record.take(id, 'accept', duty);
  world.record.take(id, 'file', duty);
  world.record.take(id, 'dispatch', duty, { lead: 'city', co: ['water'] });
  return id;
}

describe('boards', () => {
  it('P1 a fact is pushed at once, with the incident, the act and the figures of that moment', () => {
    const board = follow('board:all');
    vi.advanceTimersByTime(1_500);
    board.pushes.length = 0;
    const id = report();
    expect(board.pushes).toHaveLength(1);
    expect(rows<IncidentRow>(board, 'incident').map((row) => row.id)).toEqual([id]);
    expect(rows<ActRow>(board, 'act')).toMatchObject([
      { seq: 1, act: 'reported', incident: id, node: 'reported' },
    ]);
    expect(rows<TodayRow>(board, 'figure')).toMatchObject([{ reported: 1, open: 1 }]);
  });

  it('P2 figures are counted over at most once a second, and always once more after the last fact', () => {
    const board = follow('board:all');
    vi.advanceTimersByTime(1_500);
    board.pushes.length = 0;
    for (let i = 0; i < 50; i++) report();
    const counted = (): number =>
      board.pushes.filter((ops) => ops.some(([table]) => table === 'figure')).length;
    expect(counted()).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(counted()).toBe(2);
    expect(rows<TodayRow>(board, 'figure')).toMatchObject([{ reported: 50 }]);
  });

  it('P3 a closed incident leaves the board; a narrow scope holds only what concerns it', () => {
    const [all, west, east, city, village] = ['all', 'grid/w', 'grid/e', 'unit/city', 'unit/village'].map(
      (scope) => follow(`board:${scope}`),
    ) as [Followed, Followed, Followed, Followed, Followed];
    const id = dispatched(119.5);
    const other = report(120.5);
    const ids = (followed: Followed): string[] =>
      rows<IncidentRow>(followed, 'incident').map((row) => row.id);
    expect([all, west, east, city, village].map(ids)).toEqual([[id, other], [id], [other], [id], []]);
    world.record.take(id, 'return', handlerOf('city'), { reason: '不属本单位' });
    expect(ids(city)).toEqual([]);
    world.record.take(id, 'void', duty, { reason: '误报' });
    expect([all, west].map(ids)).toEqual([[other], []]);
  });

  it('P4 the load of a unit: its open tasks, and those of late incidents', () => {
    const board = follow('board:all');
    const id = dispatched();
    dispatched();
    vi.advanceTimersByTime(24 * 3_600_000);
    world.record.send({ kind: 'lapse', incident: id, clock: 'handling' }, duty);
    vi.advanceTimersByTime(1_000);
    expect(rows<UnitRow>(board, 'unit')).toEqual([
      { id: 'city', open: 2, overdue: 1 },
      { id: 'water', open: 2, overdue: 1 },
    ]);
  });

  it('P5 the last forty acts of the scope', () => {
    const [all, west] = [follow('board:all'), follow('board:grid/w')];
    report(119.5);
    for (let i = 0; i < 60; i++) report(120.5);
    expect(
      rows<ActRow>(all, 'act')
        .map(({ seq }) => seq)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 40 }, (_, i) => i + 22));
    expect(rows<ActRow>(west, 'act').map(({ seq }) => seq)).toEqual([1]);
  });

  it('P6 a warning in effect is on the boards it reaches, until it is released', () => {
    const [west, east, unit] = [follow('board:grid/w'), follow('board:grid/e'), follow('board:unit/city')];
    const issue = {
      kind: 'issue-warning',
      colour: 'red',
      title: '暴雨红色预警',
      basis: '3 小时 100 毫米',
      measures: '',
    } as const;
    const made = world.record.warn({ ...issue, grids: ['w'] }, leader);
    if (isRefusal(made)) throw new Error(made.reason);
    const count = (followed: Followed): number => rows(followed, 'warning').length;
    expect([west, east, unit].map(count)).toEqual([1, 0, 1]);
    world.record.warn({ kind: 'release-warning', warning: made.id, version: 1, basis: '雨停' }, leader);
    expect([west, east, unit].map(count)).toEqual([0, 0, 0]);
  });

  it('P14 what is closed waits to be finished, newest closing first, until its end or a week has passed', () => {
    const [board, finish, east] = [follow('board:all'), follow('finish:all'), follow('finish:grid/e')];
    const first = dispatched();
    const second = dispatched();
    const ids = (followed: Followed): string[] =>
      rows<IncidentRow>(followed, 'incident').map((row) => row.id);
    expect(ids(finish)).toEqual([]);
    for (const id of [first, second]) world.record.take(id, 'force-close', duty, { reason: '已解决' });
    expect(ids(board)).toEqual([]);
    expect(ids(finish)).toEqual([first, second]);
    expect(ids(east)).toEqual([]);
    world.record.take(first, 'reopen', duty, { reason: '误操作' });
    expect([ids(board), ids(finish)]).toEqual([[first], [second]]);
    vi.advanceTimersByTime(3 * 24 * 3_600_000);
    expect(ids(finish)).toEqual([second]);
    vi.advanceTimersByTime(5 * 24 * 3_600_000);
    expect(ids(finish)).toEqual([]);
  });

  it('P7 an act on an incident that is long closed is shown with its title, in order', async () => {
    const id = dispatched();
    world.record.take(id, 'force-close', duty, { reason: '已解决' });
    vi.advanceTimersByTime(4 * 24 * 3_600_000);
    const board = follow('board:all');
    world.record.take(id, 'evaluate', duty, { rating: 5 });
    report();
    await vi.advanceTimersByTimeAsync(0);
    expect(
      rows<ActRow>(board, 'act')
        .toSorted((a, b) => a.seq - b.seq)
        .slice(-2),
    ).toMatchObject([{ act: 'evaluate', title: '中山路 井盖缺失', node: 'evaluated' }, { act: 'reported' }]);
  });
});

describe('one state, however it was reached', () => {
  const scopes = ['all', 'grid/w', 'grid/w-1', 'grid/e', 'unit/city', 'unit/water', 'unit/village'];

  it.each([1, 2, 3])(
    'P8 a slice that was followed equals one opened late and one after a restart, seed %i',
    async (seed) => {
      const dice = seeded(seed);
      const followed = scopes.map((scope) => follow(`board:${scope}`));
      const reached = new Set<string>();
      for (let i = 0; i < 300; i++) {
        vi.advanceTimersByTime(dice() * 8 * 60_000);
        actAtRandom(world, dice, reached);
      }
      await vi.advanceTimersByTimeAsync(61_000);
      expect([...reached]).toEqual(expect.arrayContaining(['accepted', 'dispatched', 'handling', 'closed']));
      const hashes = followed.map(({ view }) => viewHash(view));
      expect(scopes.map((scope) => viewHash(follow(`board:${scope}`).view))).toEqual(hashes);
      await projections.stop();
      projections = await begin();
      expect(scopes.map((scope) => viewHash(follow(`board:${scope}`).view))).toEqual(hashes);
    },
  );

  it('P9 a village on a town’s screen is the village’s own state: the part of the town’s rows that lies in it', () => {
    for (let i = 0; i < 20; i++) dispatched(i % 3 === 0 ? 120.5 : 119.5);
    const [county, town, village] = ['all', 'grid/w', 'grid/w-1'].map((scope) =>
      follow(`board:${scope}`),
    ) as [Followed, Followed, Followed];
    const part = (whole: Followed, grid: string): View => {
      const view = emptyView();
      const inside = rows<IncidentRow>(whole, 'incident').filter(({ grids }) => grids.includes(grid));
      applyOps(
        view,
        inside.map((row): Op => ['incident', row.id, row]),
      );
      return view;
    };
    const own = emptyView();
    applyOps(
      own,
      rows<IncidentRow>(village, 'incident').map((row): Op => ['incident', row.id, row]),
    );
    expect(own.rowHashes.size).toBe(13);
    expect(viewHash(part(county, 'w-1'))).toBe(viewHash(own));
    expect(viewHash(part(town, 'w-1'))).toBe(viewHash(own));
  });
});

describe('sensing', () => {
  it('P10 sums by system, abnormal sensors, cells in pack order; once a second and only what changed', () => {
    const [all, west] = [follow('sensing:all'), follow('sensing:grid/w')];
    const cells = (followed: Followed): unknown =>
      followed.view.tables.get('indicator')?.get('water')?.['cells'];
    // A figure over the whole jurisdiction is no figure of a part of it.
    expect([cells(all), cells(west)]).toEqual(['--00', undefined]);
    standing = '2022';
    world.hotLane.measure(0, 9, Date.now());
    world.hotLane.measure(1, 3, Date.now());
    world.hotLane.rules.push({ sensor: 0, rule: 'level-high', since: Date.now(), incident: null });
    expect(cells(all)).toBe('--00');
    vi.advanceTimersByTime(1_000);
    expect([cells(all), cells(west)]).toEqual(['2022', undefined]);
    const system = (followed: Followed) => followed.view.tables.get('system')?.get('water-farm');
    expect([system(all), system(west)]).toMatchObject([
      { total: 8, online: 2, abnormal: 1 },
      { total: 4, online: 1, abnormal: 1 },
    ]);
    expect(rows(all, 'abnormal')).toMatchObject([{ sensor: 's-0', value: 9, rule: 'level-high' }]);
    expect([rows(all, 'camera'), rows(west, 'camera')]).toEqual([
      [{ total: 2, online: 1 }],
      [{ total: 0, online: 0 }],
    ]);
    expect(rows(west, 'staff')).toEqual([{ total: 1, online: 1 }]);
    const pushes = all.pushes.length;
    vi.advanceTimersByTime(5_000);
    expect(all.pushes).toHaveLength(pushes);
  });
});
