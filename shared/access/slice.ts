import type { Person } from './person.ts';

/**
 * The scopes that together are what a person sees, as channels name them; figures are those of the first. A city's officer
 * sees all, a town's or a village's the own grids and what the own unit has a task in, a department's the latter alone.
 */
export function scopesOf({ role, grids, unit }: Pick<Person, 'role' | 'grids' | 'unit'>): string[] {
  if (role === 'source' || role === 'citizen') return [];
  if (grids.length === 0 && role !== 'handler' && role !== 'field') return ['all'];
  return [...grids.map((grid) => `grid/${grid}`), ...(unit === undefined ? [] : [`unit/${unit}`])];
}
