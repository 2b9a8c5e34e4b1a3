import type { LivingPacks } from './living.ts';
import { bodyAfter, fieldsBetween, type RowName } from './rows.ts';

/** A change of one row of a pack: by whom, when, why, and what the row was after it (null: taken out). */
export interface RowChange {
  version: number;
  at: number;
  since: number;
  by: string;
  why: string;
  undoes: number | null;
  fields: string[];
  body: unknown;
}

/** All changes of a row, the newest first. */
export function historyOfRow(
  packs: Pick<LivingPacks, 'base' | 'versions'>,
  jurisdiction: string,
  name: RowName,
): RowChange[] {
  const versions = packs.versions(jurisdiction);
  return versions
    .flatMap((one, i) => {
      const row = one.rows.find(({ part, key }) => part === name.part && key === name.key);
      if (!row) return [];
      const { version, at, since, byName, why, undoes } = one;
      const before = bodyAfter(packs.base(jurisdiction), versions.slice(0, i), name);
      return [
        {
          version,
          at,
          since,
          by: byName,
          why,
          undoes,
          fields: fieldsBetween(before, row.body),
          body: row.body,
        },
      ];
    })
    .toReversed();
}
