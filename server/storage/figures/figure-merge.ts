import type { Sum } from './figure-part.ts';

/** Sums in the order of the piece's names; of parts how often each name occurs. */
export type PieceRow = Record<string, unknown> & {
  piece: number;
  slot: number;
  sums: number[] | Record<string, number>;
};

/** Rows of a piece, and what their sums are called. */
export interface Found {
  names: readonly string[];
  rows: readonly object[];
}
/** A row of keys with sums of several pieces. */
export type Merged = Record<string, unknown> & Pick<PieceRow, 'sums'>;

/** Rows of the same keys as one, whatever pieces they are of. */
export function together(
  found: readonly Found[],
  kept: readonly string[],
  added: readonly string[],
): Map<string, Merged> {
  const merged = new Map<string, Merged>();
  for (const { names, rows } of found) {
    const places = names.map((name) => added.indexOf(name));
    for (const row of rows as readonly PieceRow[]) {
      const id = kept.map((name) => String(row[name])).join('\n');
      const isNamed = !Array.isArray(row.sums);
      let sum = merged.get(id);
      if (!sum) merged.set(id, (sum = { ...row, sums: isNamed ? {} : added.map(() => 0) }));
      addTo(sum.sums, row.sums, places);
    }
  }
  return merged;
}

function addTo(to: PieceRow['sums'], sums: PieceRow['sums'], places: readonly number[]): void {
  const into = to as Record<string | number, number>;
  if (Array.isArray(sums))
    for (let place = 0; place < places.length; place++) {
      const own = places[place] ?? 0;
      into[own] = (into[own] ?? 0) + (sums[place] ?? 0);
    }
  else for (const [name, n] of Object.entries(sums)) into[name] = (into[name] ?? 0) + n;
}

/** The columns of a row that it was grouped by, with sums. */
export function asSum(row: object, sums: readonly [string, number][]): Sum {
  const { key, procedure, child, name, at } = row as Record<string, unknown>;
  return { key, procedure, child, name, at, sums: Object.fromEntries(sums) } as Sum;
}

/** A row as sums by name; of parts one for each name. */
export function sumsOf(row: Merged, added: readonly string[]): Sum[] {
  const { sums } = row;
  const { key, procedure, child, at } = row as Merged & Pick<Sum, 'key' | 'procedure' | 'child' | 'at'>;
  if (!Array.isArray(sums))
    return Object.entries(sums).map(([name, n]) => ({ key, procedure, child, at, name, sums: { n } }));
  return [
    asSum(
      row,
      added.map((name, place) => [name, sums[place] ?? 0]),
    ),
  ];
}
