import { rm } from 'node:fs/promises';
import path from 'node:path';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { Log } from '../log.ts';
import { broughtFolders, identityOfFiles, layCounty, type Counties } from '../packs/brought.ts';
import { packFolders } from '../packs/folders.ts';
import { tryPacks, type ClosedPack } from '../packs/load.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import { addCounty, countyFiles, listCounties } from '../storage/county-store.ts';
import type { Database } from '../storage/database.ts';

interface Found {
  packs: LoadedPack[];
  closed: ClosedPack[];
}

/** With the counties that administrators brought, laid out anew from the database. One that the server ships by now is the shipped one. */
export async function withBrought(
  database: Database,
  dataDir: string,
  shipped: Found,
  log: Log,
): Promise<Found> {
  const known = new Set([...shipped.packs, ...shipped.closed].map(({ id }) => id));
  const ids = (await listCounties(database)).map(({ id }) => id).filter((id) => !known.has(id));
  const folders = broughtFolders(dataDir);
  await rm(path.dirname(folders.packsDir), { recursive: true, force: true });
  if (ids.length === 0) return shipped;
  for (const id of ids) await layCounty(id, await countyFiles(database, id), folders);
  const { packs, faults } = await tryPacks({ ...folders, only: ids });
  const closed = [...groupBy(faults, ({ pack }) => pack)].map(([id, own]) => ({ id, faults: own }));
  log.info({ counties: ids }, 'imported counties opened');
  return {
    packs: [...shipped.packs, ...packs].sort((a, b) => (a.id < b.id ? -1 : 1)),
    closed: [...shipped.closed, ...closed],
  };
}

/** The counties of this server, and the way of a new one into it. */
export async function openCounties({
  database,
  packs,
  dataDir,
}: {
  database: Database;
  packs: Packs;
  dataDir: string;
}): Promise<Counties> {
  const [shipped, brought] = [packFolders(), broughtFolders(dataDir)];
  // What was there when the house opened: what comes later opens with the next start.
  const ids = new Set((await listCounties(database)).map(({ id }) => id));
  return {
    dataDir,
    publicDir: brought.publicDir,
    foldersOf: (id) => (ids.has(id) ? brought : shipped),
    async list() {
      const rows = await listCounties(database);
      const byId = new Map(rows.map((row) => [row.id, row]));
      const told = (id: string): { by: string; at: number } | null => {
        const row = byId.get(id);
        return row ? { by: row.byName, at: row.at } : null;
      };
      const open = packs.all().map(({ id, pack: { identity } }) => ({
        id,
        code: identity.code,
        name: identity.name,
        open: true,
        brought: told(id),
      }));
      const waiting = rows.filter(({ id }) => packs.of(id) === undefined);
      const others = await Promise.all(
        waiting.map(async ({ id, code }) => ({
          id,
          code,
          open: false,
          brought: told(id),
          name: identityOfFiles(await countyFiles(database, id)).name,
        })),
      );
      return [...open, ...others];
    },
    add: (county, files) => addCounty(database, county, files),
  };
}
