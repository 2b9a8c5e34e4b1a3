import { expect, test } from 'vitest';
import { limitsMoved } from '../../../server/configuration/consequences.ts';
import { bodyAfter, fieldsBetween, lastChange, rowOf } from '../../../server/configuration/rows.ts';
import type { PackVersion } from '../../../server/storage/pack-versions.ts';
import { testPack } from '../../support/county.ts';
import { item } from '../../support/incident-world.ts';

const version = (number: number, rows: PackVersion['rows']): PackVersion => ({
  version: number,
  at: number,
  since: number,
  applies: 'open',
  by: 'a',
  byName: 'A',
  why: '',
  undoes: null,
  rows,
});

test('a row has the newest version that changed it, and before that the body of the one before, at last the folder’s', () => {
  const pack = testPack();
  const town = { part: 'units', key: 'town' };
  const versions = [
    version(2, [{ ...town, body: 2 }]),
    version(3, [
      { ...town, body: 3 },
      { part: 'staff', key: 'town', body: 'other' },
    ]),
    version(4, [{ part: 'units', key: 'city', body: null }]),
  ];
  expect(lastChange(versions, town)?.version).toBe(3);
  expect(lastChange(versions, { part: 'units', key: 'village' })).toBe(undefined);
  expect(bodyAfter(pack, versions, town)).toBe(3);
  expect(bodyAfter(pack, versions.slice(0, 1), town)).toBe(2);
  expect(bodyAfter(pack, [], town)).toBe(pack.units.get('town'));
  expect(bodyAfter(pack, versions, { part: 'units', key: 'city' })).toBe(null);
  expect(rowOf(pack, { part: 'pack', key: 'calendar' })).toBe(pack.pack.calendar);
  expect(rowOf(pack, { part: 'grids', key: 'w' })).toEqual({ name: 'w' });
  expect(rowOf(pack, { part: 'weather', key: 'w' })).toBe(null);
});

test('two bodies differ by their fields, whatever their order', () => {
  expect(fieldsBetween({ a: 1, b: { c: 2 } }, { b: { c: 3 }, a: 1, d: 4 })).toEqual(['b', 'd']);
  expect(fieldsBetween({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual([]);
  expect(fieldsBetween(null, { a: 1 })).toEqual([]);
});

test('a changed limit moves the open matters whose clock is yet to start, and none when it is for new ones alone', () => {
  const limits = { ...item.limits, dispatch: { amount: 99, unit: 'urgent-minute' as const } };
  const row = { part: 'catalogue', key: item.id, was: 1, body: { ...item, limits } };
  const open = { open: 412, set: { whole: 412, dispatch: 12 } };
  const [told, ...others] = limitsMoved(testPack(), row, 'open', open);
  expect(told).toMatchObject({ clock: 'dispatch', before: item.limits['dispatch'], after: limits.dispatch });
  expect(told).toMatchObject({ open: 412, set: 12, ahead: 400, moved: 400 });
  expect(others).toEqual([]);
  expect(limitsMoved(testPack(), row, 'new', open)).toMatchObject([{ ahead: 400, moved: 0 }]);
  expect(limitsMoved(testPack(), { ...row, body: null }, 'open', open)).toEqual([]);
});
