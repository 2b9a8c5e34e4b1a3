import type { Person } from '#shared/access/person.ts';

/** The board channel of a person's scope: the own unit for a handler, else the own grid, else all. */
export function channelOf(person: Person): string {
  if (person.role === 'handler' && person.unit !== undefined) return `board:unit/${person.unit}`;
  const grid = person.grids[0];
  return grid === undefined ? 'board:all' : `board:grid/${grid}`;
}
