import { describe, expect, it } from 'vitest';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import { findPlaces } from '../../../client/apps/desk/report/find-place.ts';
import { deskPack } from './desk-world.ts';
import { boardRow } from './rows.ts';

const cell = (id: string, name: string, level: 1 | 2 | 3, lng: number): Cell => ({
  id,
  name,
  level,
  parent: null,
  centre: { lng, lat: 31.9 },
});
const levels: GridTree['levels'] = [
  [cell('a', '夏港街道', 1, 120.1)],
  [cell('b', '夏港社区', 2, 120.2)],
  [cell('c', '夏港社区 01 格', 3, 120.3)],
];
const tree: GridTree = { levels, byId: new Map(), locate: () => [] };
const incidents = [boardRow({ id: 'x', address: '夏港中路 8 号门前', lng: 120.5, lat: 31.8 })];
const find = (text: string, limit = 9) => findPlaces(text, { tree, units: deskPack.units, incidents }, limit);

describe('a place by what people call it', () => {
  it('is a grid, a unit or an address, the shortest name first', () => {
    expect(find('夏港').map(({ name }) => name)).toEqual([
      ...['夏港社区', '夏港街道', '夏港应急中队', '夏港社区 01 格', '夏港中路 8 号门前'],
    ]);
    expect(find('夏港', 2)).toHaveLength(2);
    expect(find('中路')).toEqual([{ name: '夏港中路 8 号门前', place: { lng: 120.5, lat: 31.8 } }]);
  });
  it('is what the coordinates say', () => {
    expect(find('120.28, 31.9')).toEqual([{ name: '120.28, 31.9', place: { lng: 120.28, lat: 31.9 } }]);
  });
  it('is nowhere for blanks and unknown names', () => {
    expect(find('  ')).toEqual([]);
    expect(find('月球')).toEqual([]);
  });
});
