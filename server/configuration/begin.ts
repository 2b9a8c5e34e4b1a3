import { jsonPath, type Fault } from '../packs/fault.ts';
import type { ClosedPack } from '../packs/load.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Database } from '../storage/database.ts';
import { readPackVersions, type PackVersion } from '../storage/pack-versions.ts';
import { editionAt } from './editions.ts';

export interface BegunPacks {
  packs: LoadedPack[];
  closed: ClosedPack[];
  /** By jurisdiction, the pack of its folder and every version since. */
  bases: ReadonlyMap<string, { base: LoadedPack; versions: readonly PackVersion[] }>;
}

/** Packs of folders as administrators changed them since. A folder that does not fit its versions any more keeps its county closed. */
export async function beginEditions(
  database: Database,
  found: { packs: readonly LoadedPack[]; closed: readonly ClosedPack[] },
  now: number,
): Promise<BegunPacks> {
  const packs: LoadedPack[] = [];
  const closed = [...found.closed];
  const bases = new Map<string, { base: LoadedPack; versions: readonly PackVersion[] }>();
  for (const base of found.packs) {
    const versions = await readPackVersions(database, base.id, 1);
    const { pack, faults } = editionAt(base, versions, now);
    if (pack) {
      packs.push(pack);
      bases.set(base.id, { base, versions });
    } else
      closed.push({
        id: base.id,
        faults: faults.map(({ part, key, field, reason }): Fault => ({
          file: `${part}.json`,
          path: jsonPath([key, ...field.split('.')].filter((one) => one !== '')),
          reason: `${reason} (as administrators changed it)`,
        })),
      });
  }
  return { packs, closed, bases };
}
