import { isDeepStrictEqual } from 'node:util';
import { usualRows } from '#shared/pack/parts.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { changeableParts, headKeys, type PackRow } from '../packs/revise.ts';
import type { PackVersion } from '../storage/pack-versions.ts';

/** A row of a pack by its part and key. */
export type RowName = Pick<PackRow, 'part' | 'key'>;

/** All rows of a part as a pack has them, in its order. */
export function rowsOf({ pack, grid, cells }: LoadedPack, part: string): { key: string; body: unknown }[] {
  if (!changeableParts.includes(part)) return [];
  if (part === 'grids')
    return [...grid.byId.values()].map(({ id, name }) => ({ key: id, body: { ...cells?.get(id), name } }));
  if (part === 'pack')
    return headKeys.flatMap((key) => {
      const body = key === 'procedures' ? pack.procedures.map(({ id }) => id) : pack[key];
      return body === undefined ? [] : [{ key, body }];
    });
  const rows: readonly { id: string }[] = pack[part as 'units'] ?? usualRows[part as 'units'] ?? [];
  return rows.map((body) => ({ key: body.id, body }));
}

/** One row as a pack has it; null: it has none. */
export function rowOf(pack: LoadedPack, { part, key }: RowName): unknown {
  return rowsOf(pack, part).find((row) => row.key === key)?.body ?? null;
}

/** The newest version that changed a row, whether it took effect or not; undefined: the folder's. */
export function lastChange(
  versions: readonly PackVersion[],
  { part, key }: RowName,
): PackVersion | undefined {
  let known = lastOf.get(versions);
  if (!known) {
    known = new Map(versions.flatMap((one) => one.rows.map((row) => [nameOf(row), one] as const)));
    lastOf.set(versions, known);
  }
  return known.get(nameOf({ part, key }));
}

/** A part has thousands of rows: who asks for each of them looks through the versions once. */
const lastOf = new WeakMap<readonly PackVersion[], ReadonlyMap<string, PackVersion>>();
const nameOf = ({ part, key }: RowName): string => `${part}\0${key}`;

/** A row as it stood after some first versions, whatever took effect when. */
export function bodyAfter(base: LoadedPack, versions: readonly PackVersion[], name: RowName): unknown {
  const last = lastChange(versions, name);
  const row = last?.rows.find(({ part, key }) => part === name.part && key === name.key);
  return row ? row.body : rowOf(base, name);
}

/** The fields of a row in which two bodies differ. */
export function fieldsBetween(before: unknown, after: unknown): string[] {
  if (!isPlain(before) || !isPlain(after)) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
