import { expect, test } from 'vitest';
import type { Topology } from 'topojson-specification';
import { areaOf, type Area } from '#shared/grid/area.ts';
import { must } from '#shared/kernel/must.ts';
import {
  formerlyRow,
  cellRows,
  heirRows,
  nextId,
  unitRows,
  widerRows,
  withHeirs,
} from '../../../client/apps/admin/grids/grid-rows.ts';
import { openGridTable } from '../../../client/apps/admin/grids/grid-table.ts';
import { gridTree } from '#shared/grid/locate.ts';
import { gridFile } from '../../../server/starter/grids.ts';

const square = (x: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [x, 30],
      [x + 1, 30],
      [x + 1, 31],
      [x, 31],
      [x, 30],
    ],
  ],
});
const all = { type: 'MultiPolygon' as const, coordinates: [0, 1, 2].map((i) => square(120 + i).coordinates) };
const topology: Topology = gridFile([
  [{ id: 't', name: '镇', parent: null, shape: all }],
  [{ id: 't-1', name: '村', parent: 't', shape: all }],
  [0, 1, 2].map((i) => ({
    id: `t-1-0${i + 1}`,
    name: `村 0${i + 1} 格`,
    parent: 't-1',
    shape: square(120 + i),
  })),
]);
const open = () => openGridTable({ topology, tree: gridTree(topology) });
const rows = ['t-1-01', 't-1-02', 't-1-03'].map((key, i) => ({
  key,
  version: i + 1,
  body: { name: `村 ${key.slice(-2)} 格` },
  changed: null,
}));

test('strokes go back and forth, and a table that is as it was is not changed', () => {
  const table = open();
  expect([table.isChanged.value, table.mayUndo.value]).toEqual([false, false]);
  table.choose('t-1-02');
  table.split([
    [121.4, 29],
    [121.4, 32],
  ]);
  expect(table.chosen.value).toBe('t-1-04');
  expect(table.table.value.said.get('t-1-04')).toEqual({ name: '村 04 格', parent: 't-1' });
  expect(table.touched.value).toContain('t-1-04');
  expect(table.fit.value.misfits).toEqual([]);
  table.undo();
  expect([table.isChanged.value, table.chosen.value, table.mayRedo.value]).toEqual([false, null, true]);
  table.redo();
  expect(table.table.value.areas.size).toBe(4);
  table.undo();
  table.choose('t-1-01');
  table.split([
    [10, 10],
    [11, 10],
  ]);
  expect([table.no.value, table.isChanged.value]).toEqual(['split', false]);
});

test('what is written are the cells that are other: new with parent and ground, changed over their own version, gone', () => {
  const table = open();
  table.choose('t-1-01');
  table.merge('t-1-03');
  expect(table.no.value).toBe('merge');
  table.merge('t-1-02');
  table.say('t-1-03', { name: '三格', parent: 't-1' });
  const made = cellRows(table.begin, table.table.value, rows);
  expect(made.map(({ key, was }) => [key, was])).toEqual([
    ['t-1-01', 1],
    ['t-1-02', 2],
    ['t-1-03', 3],
  ]);
  expect(made[1]?.body).toBe(null);
  expect(made[2]?.body).toEqual({ name: '三格' });
  expect(areaOf((must(made[0], 'a row').body as { shape: Area }).shape)).toBeGreaterThan(1.8e10);
  // The heir of an heir, and a grid that came and went within one sitting, which nobody names.
  table.merge('t-1-03');
  expect([...table.table.value.heirs]).toEqual([
    ['t-1-02', 't-1-01'],
    ['t-1-03', 't-1-01'],
  ]);
});

test('a corner moves by whole steps, and where it cannot the stroke is not made', () => {
  const table = open();
  table.choose('t-1-01');
  table.hold([121, 31]);
  const corner = must(
    table.area.value?.flat(2).find(([x, y]) => x > 120.9 && y > 30.9),
    'a corner',
  );
  table.move(corner, [121.2, 31.1]);
  expect(table.touched.value).toEqual(['t-1-01', 't-1-02']);
  expect(table.fit.value).toMatchObject({ misfits: [] });
  expect(table.fit.value.wonM2).toBeGreaterThan(0);
});

test('whoever names a grid that is no more names its heir, in fields of grids alone and once', () => {
  const heirs = new Map([['b', 'a']]);
  const row = { id: 'b', grid: 'b', grids: ['a', 'b'], name: 'b', six: [{ town: 'b', grids: ['c'] }] };
  expect(withHeirs(row, heirs)).toEqual({
    id: 'b',
    grid: 'a',
    grids: ['a'],
    name: 'b',
    six: [{ town: 'a', grids: ['c'] }],
  });
  const other = { id: 'x', grid: 'c' };
  expect(withHeirs(other, heirs)).toBe(other);
  const told = [
    { key: 'b', version: 4, body: row, changed: null },
    { key: 'x', version: 1, body: other, changed: null },
  ];
  expect(heirRows('staff', told, heirs).map(({ key, was }) => [key, was])).toEqual([['b', 4]]);
  const formerly = [{ key: 'formerly', version: 7, body: { grids: { old: 'b' } }, changed: null }];
  expect(formerlyRow(formerly, heirs)).toEqual({
    part: 'pack',
    key: 'formerly',
    was: 7,
    body: { grids: { old: 'a', b: 'a' } },
  });
  expect(formerlyRow([], heirs).was).toBe(0);
  expect(nextId('v', ['v-01', 'v-02'])).toBe('v-03');
});

test('a wider grid is made, filled and answered for; one that is left empty goes to its heir', () => {
  const table = open();
  const wide = table.raise(0, { name: '新镇', parent: '', unit: '新镇政府' });
  const middle = table.raise(1, { name: '新村', parent: wide });
  expect(table.isChanged.value).toBe(true);
  expect(table.childrenOf(middle)).toEqual([]);
  table.putUnder(middle, 't-1-02');
  table.putUnder(middle, 't-1-03');
  expect(table.childrenOf(middle).map(([id]) => id)).toEqual(['t-1-02', 't-1-03']);
  const made = [
    ...cellRows(table.begin, table.table.value, rows),
    ...widerRows(table.begin, table.table.value, []),
  ];
  expect(made).toEqual([
    { part: 'grids', key: 't-1-02', was: 2, body: { name: '村 02 格', parent: middle } },
    { part: 'grids', key: 't-1-03', was: 3, body: { name: '村 03 格', parent: middle } },
    { part: 'grids', key: wide, was: 0, body: { name: '新镇' } },
    { part: 'grids', key: middle, was: 0, body: { name: '新村', parent: wide } },
  ]);
  // Its unit is as that of its brother, in a place of its own.
  const like = { id: 'town-t', kind: 'town', grid: 't', phone: '1', skills: [], name: { zh: '镇', en: 'T' } };
  const units = unitRows(
    table.begin,
    table.table.value,
    [{ key: 'town-t', version: 1, body: like, changed: null }],
    table.placeIn,
  );
  const place = table.tree.byId.get('t-1-02')?.centre;
  expect(units.map(({ key, body }) => [key, body])).toEqual([
    [
      `unit-${wide}`,
      { ...like, id: `unit-${wide}`, grid: wide, name: { zh: '新镇政府', en: '新镇政府' }, place },
    ],
  ]);
  // What is empty is taken out, what is not is left.
  table.dissolve('t-1', middle);
  expect(table.table.value.wider.has('t-1')).toBe(true);
  table.putUnder(middle, 't-1-01');
  table.dissolve('t-1', middle);
  expect([...table.table.value.heirs]).toEqual([['t-1', middle]]);
  expect(widerRows(table.begin, table.table.value, []).find(({ key }) => key === 't-1')?.body).toBeNull();
  for (let step = 0; step < 6; step += 1) table.undo();
  expect([table.isChanged.value, table.mayUndo.value]).toEqual([false, false]);
});
