import { chainTo } from '#shared/grid/chain.ts';
import { sliceOf } from '../../../telling/slice.ts';
import type { CountyGround } from '../county.ts';
import type { Amiss, WallAddress } from './wall-address.ts';

/** The grid that an address asks for, where the county has it and it lies in what this wall may show; else why it has none. */
export function gridAsked(
  { grid, amiss }: Pick<WallAddress, 'grid' | 'amiss'>,
  { person, pack, scope, geodata }: Pick<CountyGround, 'person' | 'pack' | 'scope' | 'geodata'>,
): { grid: string | null; amiss: Amiss | null } {
  const none = (asked: string, why: Amiss['why']) => {
    const said: Amiss = { of: 'grid', asked, why };
    return { grid: null, amiss: said };
  };
  if (amiss.grid !== undefined) return none(amiss.grid, 'unknown');
  if (grid === null) return { grid, amiss: null };
  if (!geodata.tree.byId.has(grid)) return none(grid, 'unknown');
  const within = sliceOf(person, pack, scope).grids;
  const inside = within.length === 0 || chainTo(geodata.tree, grid).some(({ id }) => within.includes(id));
  return inside ? { grid, amiss: null } : none(grid, 'beyond');
}

/** What of the map's look an address asks for and nobody knows. */
export function lookAmiss({ amiss }: Pick<WallAddress, 'amiss'>): Amiss[] {
  return (['map', 'theme'] as const).flatMap((of) => {
    const asked = amiss[of];
    return asked === undefined ? [] : [{ of, asked, why: 'unknown' as const }];
  });
}
