import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Reason } from '#shared/kernel/reasons.ts';
import { toldOf } from '#shared/kernel/refusal.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { Log } from '../log.ts';
import { broughtFolders, identityOfFiles, layCounty, standsOver, type Counties } from '../packs/brought.ts';
import { packFolders } from '../packs/folders.ts';
import { tryPacks, type ClosedPack } from '../packs/load.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import {
  addCounty,
  countyFiles,
  listCounties,
  listCountyStates,
  setCountyState,
  tellCounties,
} from '../storage/county-store.ts';
import type { CountyKeeper } from './county-keeper.ts';
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

interface CountyPorts {
  database: Database;
  packs: Packs;
  dataDir: string;
  /** Why some are not served. */
  closed?: ReadonlyMap<string, Reason>;
  shipped?: ReadonlySet<string>;
  /** Opens and closes them while the house is at work; without it the next start does. */
  keeper?: Pick<CountyKeeper, 'look'>;
}

/** The counties of this server, and the way of a new one into it. */
export function openCounties(ports: CountyPorts): Counties {
  const { database, packs, dataDir, closed = new Map<string, Reason>(), keeper } = ports;
  const own = ports.shipped ?? new Set(packs.ids);
  const [shipped, brought] = [packFolders(), broughtFolders(dataDir)];
  return {
    dataDir,
    publicDir: brought.publicDir,
    foldersOf: (id) => (own.has(id) ? shipped : brought),
    list: (asker) => listFor(asker, { database, packs, closed, own }),
    async add(county, files) {
      if (!(await addCounty(database, county, files))) return false;
      await tellCounties(database);
      await keeper?.look();
      return true;
    },
    async rest(id, state) {
      await setCountyState(database, id, state);
      await keeper?.look();
    },
  };
}

/** Those that are served, and those that wait, as one who asks may stand over them. */
async function listFor(
  asker: Parameters<Counties['list']>[0],
  {
    database,
    packs,
    closed,
    own,
  }: Pick<CountyPorts, 'database' | 'packs'> & {
    closed: ReadonlyMap<string, Reason>;
    own: ReadonlySet<string>;
  },
): ReturnType<Counties['list']> {
  const [rows, rests] = await Promise.all([listCounties(database), listCountyStates(database)]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const stateOf = new Map(rests.map(({ id, state }) => [id, state]));
  const told = (id: string, open: boolean) => {
    const row = byId.get(id);
    const reason = closed.get(id);
    return {
      id,
      open,
      state: stateOf.get(id) ?? (open ? ('open' as const) : ('closed' as const)),
      why: reason ? toldOf(reason) : null,
      brought: row ? { by: row.byName, at: row.at } : null,
      yours: standsOver(asker, { id, byCounty: row?.byCounty ?? null }, own),
    };
  };
  const open = packs.all().map(({ id, pack: { identity } }) => ({
    ...told(id, true),
    code: identity.code,
    name: identity.name,
  }));
  const isOpen = new Set(packs.ids);
  const waiting = [...new Set([...byId.keys(), ...own])].filter((id) => !isOpen.has(id));
  const others = await Promise.all(
    waiting.map(async (id) => {
      const { code, name } = identityOfFiles(await countyFiles(database, id));
      return { ...told(id, false), code: byId.get(id)?.code ?? code, name };
    }),
  );
  return [...open, ...others];
}
