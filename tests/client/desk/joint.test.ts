import { expect, it } from 'vitest';
import type { PoliceGrid } from '#shared/pack/police.ts';
import { jointByBeat } from '../../../client/apps/desk/map/joint.ts';
import { boardRow } from './rows.ts';

const beat = (id: string, unit: string, grids: string[]): PoliceGrid => ({
  id,
  name: { zh: id, en: id },
  unit,
  grids,
  officer: '责任民警',
  phone: '',
});
const beats = [beat('town', 'station-a', ['a']), beat('village', 'station-b', ['a-2'])];

it.each([
  ['the station helps the village', { lead: 'village', co: ['station-a'] }, 'town'],
  ['the bureau leads and the village helps', { lead: 'police', co: ['village'] }, 'town'],
  [
    'the station of the narrower beat',
    { lead: 'village', co: ['station-b'], grids: ['a', 'a-2'] },
    'village',
  ],
  ['in the cells of a beat, whichever station it is', { lead: 'village', co: ['station-b'] }, 'town'],
  ['the police alone', { lead: 'police', co: ['station-a'] }, null],
  ['nobody of the police', { lead: 'village', co: ['city'] }, null],
  ['nobody yet', { lead: null, co: [] }, null],
  ['outside of every beat', { lead: 'village', co: ['station-a'], grids: ['z'] }, null],
] as const)('grid and police together: %s', (_, { co, ...more }, expected) => {
  const row = boardRow({ id: 'one', grids: ['a', 'a-1'], ...more, ...{ co: [...co] } } as Parameters<
    typeof boardRow
  >[0]);
  const found = jointByBeat([row], beats, (unit) => (unit.startsWith('station') ? 'police' : undefined));
  expect([...found.keys()]).toEqual(expected === null ? [] : [expected]);
});
