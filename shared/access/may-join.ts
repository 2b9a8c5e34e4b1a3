import { may } from './may.ts';
import type { Person } from './person.ts';
import { seesAll } from './scope.ts';

/** What part of a jurisdiction a channel shows. */
export type Scope = { kind: 'all' } | { kind: 'grid'; id: string } | { kind: 'unit'; id: string };

/**
 * Whether a person may follow a channel of the scope; what is not allowed here is denied. It grants no more than `maySee`
 * does row by row.
 *
 * - The channel of the own unit is open to all who act for it.
 * - Officers, leaders, administrators and walls without grids may join anything.
 * - Whoever has grids may join those and the cells inside them; `chain` is the scope's grid with all that hold it.
 */
export function mayJoin(person: Person, scope: Scope, chain: readonly string[]): boolean {
  if (!may(person, 'see-matters')) return false;
  if (seesAll(person)) return true;
  switch (scope.kind) {
    case 'all':
      return false;
    case 'unit':
      return person.unit === scope.id;
    case 'grid':
      return chain.some((grid) => person.grids.includes(grid));
  }
}
