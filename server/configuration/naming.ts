import type { LoadedPack } from '../packs/loaded.ts';
import { changeableParts } from '../packs/revise.ts';
import { rowsOf, type RowName } from './rows.ts';

/** In which fields rows of other parts name a row of this one. */
const fieldsNaming: Readonly<Record<string, readonly string[]>> = {
  units: ['unit', 'units', 'parent', 'who'],
  staff: ['people', 'crews'],
  catalogue: ['item', 'items', 'urgentItems', 'models'],
  procedures: ['procedure', 'procedures', 'children'],
  sensors: ['sensor'],
  grids: ['grid', 'grids', 'town', 'elsewhere'],
  series: ['series'],
  indicators: ['indicator', 'of'],
  domains: ['domain'],
  systems: ['system'],
};

/** How many other rows of the pack name a row: they must name another before it goes. */
export function rowsNaming(pack: LoadedPack, { part, key }: RowName): number {
  const fields = new Set(fieldsNaming[part] ?? []);
  if (fields.size === 0) return 0;
  let count = 0;
  for (const other of changeableParts)
    for (const row of rowsOf(pack, other))
      if (!(other === part && row.key === key) && names(row.body, fields, key, false)) count++;
  return count;
}

function names(value: unknown, fields: ReadonlySet<string>, key: string, isField: boolean): boolean {
  if (typeof value === 'string') return isField && value === key;
  if (Array.isArray(value)) return value.some((one) => names(one, fields, key, isField));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, one]) => names(one, fields, key, fields.has(name)));
}
