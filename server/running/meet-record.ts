import type { Fault } from '../packs/fault.ts';
import type { ClosedPack } from '../packs/load.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { lostGrids, missingOf, partsOf, withRetired } from '../packs/meet.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { countInGrids, keepParts, readParts, readUse, renameGrid } from '../storage/pack-parts.ts';

/** Packs that may be served, and those that are kept closed. */
export interface MetPacks {
  packs: LoadedPack[];
  closed: ClosedPack[];
}

/**
 * Holds packs against the record that they meet: parts that unfinished matters rest on are brought along from what was kept, grids
 * that have another id now are called by it, and what neither the pack nor the record knows is told by name. Only a jurisdiction
 * whose matters could not even be shown is kept closed.
 */
export async function meetRecord(database: Database, found: MetPacks, log: Log): Promise<MetPacks> {
  const packs: LoadedPack[] = [];
  const closed = [...found.closed];
  for (const pack of found.packs) {
    await renameGrids(database, pack, log);
    const kept = await readParts(database, pack.id);
    const joined = withRetired(pack, kept);
    const missing = missingOf(joined, await readUse(database, pack.id));
    if (missing.procedures.length > 0) {
      const faults = missing.procedures.map((reason): Fault => ({
        file: 'pack.json',
        path: '$.procedures',
        reason,
      }));
      closed.push({ id: pack.id, faults });
      continue;
    }
    for (const what of missing.others)
      log.error({ jurisdiction: pack.id, what }, 'pack lacks what open matters rest on');
    await tellLostGrids(database, pack, kept, log);
    await keepParts(database, pack.id, partsOf(pack));
    packs.push(joined);
  }
  return { packs, closed };
}

async function renameGrids(database: Database, { id, pack }: LoadedPack, log: Log): Promise<void> {
  for (const [from, to] of Object.entries(pack.formerly?.grids ?? {})) {
    const kept = (await readParts(database, id)).some((part) => part.kind === 'grid' && part.id === from);
    const matters = (await countInGrids(database, id, [from])).get(from) ?? 0;
    if (!kept && matters === 0) continue;
    await renameGrid(database, id, from, to);
    log.warn({ jurisdiction: id, from, to, matters }, 'grid id changed');
  }
}

async function tellLostGrids(
  database: Database,
  pack: LoadedPack,
  kept: Awaited<ReturnType<typeof readParts>>,
  log: Log,
): Promise<void> {
  const lost = lostGrids(pack, kept);
  if (lost.length === 0) return;
  const counts = await countInGrids(
    database,
    pack.id,
    lost.map(({ id }) => id),
  );
  for (const { id, name } of lost) {
    const matters = counts.get(id) ?? 0;
    if (matters === 0) continue;
    log.error(
      { jurisdiction: pack.id, grid: id, name, matters },
      'a grid is in the pack no more and matters lie in it: say in pack.json under "formerly" which id it has now',
    );
  }
}
