import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { readSheetFile, type SheetTable } from '../../../sheets/sheet-file.ts';
import type { Site } from './by-addresses.ts';

/** Columns of a sheet of addresses, each by the heads that it may have. */
const heads = {
  grid: ['网格', '网格编号', '所属网格', '网格名称', 'grid', 'Grid', 'GRID', 'grid_id', 'Grid id'],
  lng: ['经度', 'lng', 'lon', 'Lng', 'Longitude', 'longitude', 'LONGITUDE', 'X', 'x'],
  lat: ['纬度', 'lat', 'Lat', 'Latitude', 'latitude', 'LATITUDE', 'Y', 'y'],
} as const;
const wkt = /^\s*(SRID=\d+;)?\s*(MULTI)?POLYGON/iu;
/** A county of some hundred thousand addresses is drawn grid by grid. */
export const mostAddresses = 20_000;

export interface AddressFile {
  sites: Site[];
  /** Rows without a place on earth or without a grid that is there. */
  others: number;
}

/** Whether a sheet is one of addresses: it says where each lies and draws no outline. */
const placesOf = (table: SheetTable): Record<keyof typeof heads, number> | null => {
  const at = (column: keyof typeof heads): number =>
    table.heads.findIndex((head) => (heads[column] as readonly string[]).includes(head));
  const places = { grid: at('grid'), lng: at('lng'), lat: at('lat') };
  const draws = table.rows.slice(0, 20).some((row) => row.some((cell) => wkt.test(cell)));
  return places.grid < 0 || places.lng < 0 || places.lat < 0 || draws ? null : places;
};

/** Addresses with the grid that each is to lie in, named by its id or by a name that one grid alone has; null: the file is none of these. */
export async function readAddresses(
  file: File,
  names: ReadonlyMap<string, string>,
): Promise<AddressFile | Refusal | null> {
  if (!/\.(csv|xlsx)$/iu.test(file.name)) return null;
  const tables = await readSheetFile(file, Object.values(heads).flat());
  const [table] = isRefusal(tables) ? [] : tables;
  const places = table ? placesOf(table) : null;
  if (!table || !places) return null;
  if (table.rows.length > mostAddresses)
    return refuse('too-large', 'addresses-many', { most: mostAddresses }, 'file');
  const idOf = idsBy(names);
  const sites = table.rows.flatMap((row): Site[] => {
    const grid = idOf(row[places.grid] ?? '');
    const [lng, lat] = [places.lng, places.lat].map((at) => numberIn(row[at] ?? ''));
    const isPlace = lng !== undefined && lat !== undefined && Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
    return grid !== undefined && isPlace ? [{ grid, spot: [lng, lat] }] : [];
  });
  return { sites, others: table.rows.length - sites.length };
}

const numberIn = (text: string): number | undefined => {
  const read = Number(text);
  return text === '' || !Number.isFinite(read) ? undefined : read;
};

/** A grid by its id, or by a name that is no other's. */
function idsBy(names: ReadonlyMap<string, string>): (written: string) => string | undefined {
  const byName = new Map<string, string | null>();
  for (const [id, name] of names) byName.set(name, byName.has(name) ? null : id);
  return (written) => (names.has(written) ? written : (byName.get(written) ?? undefined));
}
