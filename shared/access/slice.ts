import { chainTo } from '../grid/chain.ts';
import type { GridTree } from '../grid/tree.ts';
import type { Scope } from './may-join.ts';
import { mayJoin } from './may-join.ts';
import { may } from './may.ts';
import type { Person } from './person.ts';
import { seesAll } from './scope.ts';

/**
 * The scopes that together are what a person sees, as channels name them; figures are those of the first. A city's officer
 * sees all, a town's or a village's the own grids and what the own unit has a task in, a department's the latter alone.
 */
export function scopesOf({ role, grids, unit }: Pick<Person, 'role' | 'grids' | 'unit'>): string[] {
  if (!may({ role }, 'see-matters')) return [];
  if (seesAll({ role, grids })) return ['all'];
  return [...grids.map((grid) => `grid/${grid}`), ...(unit === undefined ? [] : [`unit/${unit}`])];
}

/**
 * A person looking through one of the scopes inside the own: sees what somebody sees whose slice that is, no more and no
 * less, so that a village's figures are the same on a town's screen. Null when the scope is not the person's to see.
 */
export function narrowed(person: Person, scope: Scope, grid: Pick<GridTree, 'byId'>): Person | null {
  const chain = scope.kind === 'grid' ? chainTo(grid, scope.id).map(({ id }) => id) : [];
  if (!mayJoin(person, scope, chain)) return null;
  // A slice is what somebody of it sees whose role is the shipped one.
  const { unit: _, holds: __, countyRole: ___, ...rest } = person;
  switch (scope.kind) {
    case 'all':
      return person;
    case 'grid':
      return chain.length > 0 ? { ...rest, grids: [scope.id] } : null;
    case 'unit':
      return { ...rest, role: 'handler', unit: scope.id, grids: [] };
  }
}
