import { areaOfShape } from '#shared/grid/areas-of-map.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { t } from '../../../locales/i18n.ts';
import { gridsOf, guessFields } from '../founding/levels.ts';
import { readOutlines } from '../founding/outlines.ts';
import { readAddresses, type AddressFile } from './address-file.ts';
import { contradicting, groundByAddresses } from './by-addresses.ts';
import type { GridTable } from './grid-table.ts';

/** Lays outlines or addresses of a file on the table; what was taken in words. */
export async function takeFile(file: File, on: GridTable): Promise<string | Refusal> {
  const { said } = on.table.value;
  const addresses = await readAddresses(file, new Map([...said].map(([id, { name }]) => [id, name])));
  if (addresses === null) return takeOutlines(file, on);
  return isRefusal(addresses) ? addresses : takeAddresses(addresses, on);
}
async function takeOutlines(file: File, on: GridTable): Promise<string | Refusal> {
  const read = await readOutlines(file);
  if (isRefusal(read)) return read;
  const grids = gridsOf(read, guessFields(read), null);
  const known = grids.filter(({ id }) => on.table.value.areas.has(id));
  const taken = on.take(new Map(known.map(({ id, shape }) => [id, areaOfShape(shape)])));
  return t('admin.drawing.taken', {
    n: taken,
    same: known.length - taken,
    others: grids.length - known.length,
  });
}
async function takeAddresses({ sites, others }: AddressFile, on: GridTable): Promise<string | Refusal> {
  const { steps, table } = on;
  const twice = new Set(contradicting(steps, sites));
  const fit = sites.filter((one) => !twice.has(one));
  const redrawn = await groundByAddresses(table.value.areas, steps, fit);
  if (redrawn === null) return refuse('invalid', 'addresses-no-ground', 'file');
  const grids = new Set(fit.map(({ grid }) => grid)).size;
  on.lay(redrawn);
  return t('admin.drawing.byAddresses', { n: fit.length, grids, others, twice: twice.size });
}
