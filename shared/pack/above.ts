import type { Person } from '../access/person.ts';
import type { Unit } from './schema.ts';

/**
 * Whether somebody stands above a unit: seats of the whole jurisdiction stand above all, a town above its communities, nobody
 * above the own level. Somebody bound to grids stands where those grids are, whatever unit is acted for.
 */
export function standsAbove(
  { unit: own, grids = [] }: Partial<Pick<Person, 'unit' | 'grids'>>,
  unit: string,
  units: ReadonlyMap<string, Pick<Unit, 'id' | 'kind' | 'parent' | 'grid'>>,
): boolean {
  const ofCentre = units.get(own ?? '');
  const isWide =
    grids.length === 0 && (!ofCentre || (ofCentre.kind === 'centre' && ofCentre.parent === undefined));
  if (isWide) return true;
  const seen = new Set([unit]);
  for (
    let at = units.get(units.get(unit)?.parent ?? '');
    at && !seen.has(at.id);
    at = units.get(at.parent ?? '')
  ) {
    seen.add(at.id);
    if (grids.length > 0 ? at.grid !== undefined && grids.includes(at.grid) : at.id === own) return true;
  }
  return false;
}
