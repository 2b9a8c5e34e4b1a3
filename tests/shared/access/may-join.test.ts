import { describe, expect, it } from 'vitest';
import { mayJoin } from '#shared/access/may-join.ts';
import { roles } from '#shared/access/person.ts';
import { person } from '../../support/county.ts';

const all = { kind: 'all' } as const;
const unit = (id: string) => ({ kind: 'unit', id }) as const;
const grid = (id: string) => ({ kind: 'grid', id }) as const;

describe('who may follow a channel', () => {
  it('J1 the whole jurisdiction: officers, leaders, administrators, walls and the house, without grids', () => {
    const allowed = roles.filter((role) => mayJoin(person(role), all, []));
    expect(allowed).toEqual(['duty', 'leader', 'admin', 'wall', 'system']);
    expect(roles.filter((role) => mayJoin(person(role, { grids: ['w'] }), all, []))).toEqual([]);
  });

  it('J2 own grids and the cells inside them, not those beside or above', () => {
    for (const role of ['duty', 'handler', 'field', 'wall'] as const) {
      const town = person(role, { grids: ['w-1'] });
      expect(mayJoin(town, grid('w-1'), ['w', 'w-1'])).toBe(true);
      expect(mayJoin(town, grid('w-1-1'), ['w', 'w-1', 'w-1-1'])).toBe(true);
      expect(mayJoin(town, grid('w'), ['w'])).toBe(false);
      expect(mayJoin(town, grid('e-1'), ['e', 'e-1'])).toBe(false);
    }
  });

  it('J3 the own unit; another one only from above', () => {
    const handler = person('handler', { unit: 'city' });
    expect(mayJoin(handler, unit('city'), [])).toBe(true);
    expect(mayJoin(handler, unit('water'), [])).toBe(false);
    expect(mayJoin(person('leader'), unit('water'), [])).toBe(true);
    expect(mayJoin(person('leader', { grids: ['w'] }), unit('water'), [])).toBe(false);
  });

  it('J4 sources and citizens follow nothing, not even a unit of their own', () => {
    for (const role of ['source', 'citizen'] as const)
      expect(mayJoin(person(role, { unit: 'city', grids: ['w'] }), unit('city'), [])).toBe(false);
  });
});
