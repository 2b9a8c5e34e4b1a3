import { expect, test } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import { changesRow } from '../../../server/queries/configured.ts';
import { testPack } from '../../support/county.ts';

const pack = testPack();
const person = (grids: string[]): Person => ({
  id: 'p',
  name: 'P',
  role: 'admin',
  jurisdiction: pack.id,
  grids,
});
const may = (grids: string[], key: string, body: unknown): boolean =>
  changesRow(pack, person(grids), null, { part: 'grids', key, body });

test('who administers a part draws its grids, makes new ones below its own, and gives none away', () => {
  expect(may(['w'], 'w-1-1', { name: 'x' })).toBe(true);
  expect(may(['w'], 'e-1-1', { name: 'x' })).toBe(false);
  expect(may(['w'], 'w-1-2', { name: 'x', parent: 'w-1', shape: [] })).toBe(true);
  expect(may(['w'], 'w-1-2', { name: 'x', parent: 'e-1', shape: [] })).toBe(false);
  expect(may(['w'], 'w-1-2', { name: 'x' })).toBe(false);
  expect(may(['w'], 'w-1-1', { name: 'x', parent: 'e-1' })).toBe(false);
  expect(may([], 'e-1-9', { name: 'x', parent: 'e-1' })).toBe(true);
});
