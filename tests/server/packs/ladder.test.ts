import { expect, it } from 'vitest';
import type { Incident } from '#shared/incident/incident.ts';
import type { Staff } from '#shared/pack/schema.ts';
import { groundOf } from '../../../server/packs/ground.ts';
import { testPack } from '../../support/county.ts';

/** The toy county with a supervisor of the town and one of the village, and a leader. */
function overseen() {
  const pack = testPack();
  const of = (id: string, post: Staff['post'], grid?: string): Staff => ({
    id,
    post,
    name: id,
    phone: '1',
    ...(grid !== undefined && { grid }),
  });
  const staff = [
    of('of-town', 'supervisor', 'w'),
    of('of-village', 'supervisor', 'w-1'),
    of('leader', 'leader'),
  ];
  return {
    ...pack,
    pack: { ...pack.pack, staff },
    staffOf: (grid: string) => staff.filter((one) => one.grid === grid),
  };
}
const about = (grids: string[], unit: string): Incident =>
  ({ grids, tasks: [{ id: '1', unit, role: 'lead', state: 'issued', issuedAt: 0 }] }) as unknown as Incident;
const names = (grids: string[], unit = 'city') =>
  groundOf(overseen())
    .ladder(about(grids, unit))
    .map(({ level, to }) => to?.name ?? `(${level})`);

it('E2 goes up through the grids cell by cell, then the units, then the centre', () => {
  expect(names(['w', 'w-1', 'w-1-1'], 'village')).toEqual([
    'of-village',
    'of-town',
    'town',
    '(duty-chief)',
    'leader',
  ]);
  expect(names(['w'])).toEqual(['of-town', '(duty-chief)', 'leader']);
});

it('E2 names the post that nobody holds where no grid has a supervisor', () => {
  expect(names(['e', 'e-1', 'e-1-1'])).toEqual(['(supervisor)', '(duty-chief)', 'leader']);
  expect(names([])).toEqual(['(supervisor)', '(duty-chief)', 'leader']);
});
