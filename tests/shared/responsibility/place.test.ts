import { describe, expect, it } from 'vitest';
import type { Cell } from '#shared/grid/tree.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { DedicatedGrid, Staff } from '#shared/pack/schema.ts';
import type { SixRow } from '#shared/pack/six.ts';
import { dedicatedAt, policeAt } from '#shared/responsibility/place.ts';
import { sixOf } from '#shared/responsibility/six.ts';

const place = { lng: 120, lat: 31 };

it('dedicated grids cover a place by their radius, the nearest middle first', () => {
  const one = (id: string, lng: number, radiusM: number): DedicatedGrid => ({
    id,
    name: id,
    kind: 'market',
    place: { lng, lat: 31 },
    radiusM,
    unit: 'u',
  });
  // 0.01° of longitude is 953 m here.
  const list = [one('wide', 120.01, 1_000), one('close', 120.002, 500), one('short', 120.01, 900)];
  expect(dedicatedAt(list, place).map(({ id }) => id)).toEqual(['close', 'wide']);
  expect(dedicatedAt(list, place)[1]?.distanceM).toBeCloseTo(953, 0);
});

it('the beat of the narrowest cell is the police grid', () => {
  const beat = (id: string, ...grids: string[]): PoliceGrid => ({
    id,
    name: { zh: id, en: id },
    unit: 'police',
    grids,
    officer: id,
    phone: '',
  });
  const beats = [beat('town', 'w'), beat('village', 'w-1')];
  expect(policeAt(beats, ['w', 'w-1', 'w-1-1'])?.id).toBe('village');
  expect(policeAt(beats, ['w', 'w-2'])?.id).toBe('town');
  expect(policeAt(beats, ['e'])).toBeUndefined();
});

describe('what is fixed for a grid', () => {
  const text = (zh: string) => ({ zh, en: zh });
  const row = (id: string, level: 1 | 2 | 3, post: SixRow['post'], more: Partial<SixRow> = {}): SixRow => ({
    id,
    level,
    post,
    duty: text(id),
    standard: text('s'),
    schedule: text('t'),
    reward: text('r'),
    ...more,
  });
  const cell = (id: string, level: 1 | 2 | 3): Cell => ({ id, level, name: id, parent: null, centre: place });
  const chain = [cell('w', 1), cell('w-1', 2), cell('w-1-1', 3)];
  const staff: Staff[] = [
    { id: 'head', name: '网格长', post: 'grid-head', grid: 'w-1-1', phone: '1' },
    { id: 'info-1', name: '信息员 1', post: 'information-officer', grid: 'w-1-1', phone: '2' },
    { id: 'info-2', name: '信息员 2', post: 'information-officer', grid: 'w-1-1', phone: '3' },
  ];
  const staffOf = (grid: string): Staff[] => staff.filter((one) => one.grid === grid);
  const rows = [
    ...[row('info', 3, 'information-officer'), row('head', 3, 'grid-head'), row('town', 1, 'grid-head')],
    row('own', 3, 'grid-head', { grid: 'w-1-1' }),
    row('neighbour', 3, 'grid-head', { grid: 'w-1-2' }),
  ];
  it('comes by post with the people who hold it, the narrowest grid first', () => {
    const six = sixOf(rows, chain, staffOf);
    expect(six.map(({ grid, post, people }) => [grid, post, people.map(({ id }) => id)])).toEqual([
      ['w-1-1', 'grid-head', ['head']],
      ['w-1-1', 'information-officer', ['info-1', 'info-2']],
      ['w', 'grid-head', []],
    ]);
  });
  it('is the grid’s own where it has one, and the level’s elsewhere', () => {
    expect(sixOf(rows, chain, staffOf)[0]?.duty.zh).toBe('own');
    expect(sixOf(rows, [cell('w-1-2', 3)], staffOf)[0]?.duty.zh).toBe('neighbour');
    expect(sixOf(rows, [cell('w-1-3', 3)], staffOf)[0]?.duty.zh).toBe('head');
  });
});
