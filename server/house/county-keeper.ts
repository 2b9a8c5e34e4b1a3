import { because, type Reason } from '#shared/kernel/reasons.ts';
import { must } from '#shared/kernel/must.ts';
import { beginEditions } from '../configuration/begin.ts';
import type { LivingPacks } from '../configuration/living.ts';
import type { Log } from '../log.ts';
import type { Works } from '../works.ts';
import { broughtFolders, layCounty } from '../packs/brought.ts';
import { describeFaults, reasonOfClosed, type Fault } from '../packs/fault.ts';
import { packFolders } from '../packs/folders.ts';
import { tryPacks } from '../packs/load.ts';
import { meetRecord } from '../running/meet-record.ts';
import { countyChannel, countyFiles, listCounties, listCountyStates } from '../storage/county-store.ts';
import type { Database } from '../storage/database.ts';

export interface KeeperPorts {
  database: Database;
  dataDir: string;
  packs: LivingPacks;
  /** Why a county is not served, by id; kept up by the keeper. */
  closed: Map<string, Reason>;
  /** Counties that are looked at only; kept up by the keeper. */
  resting: Set<string>;
  /** Counties that lie beside the code and were chosen to be served. */
  shipped: ReadonlySet<string>;
  clock: () => number;
  log: Log;
  works: Works;
}

/** Opens and closes counties while the house is at work, on every node alike, as the tables say. */
export interface CountyKeeper {
  /** Looks at the tables now; answers when this node serves what is to be served and nothing else. */
  look(): Promise<void>;
  /** From now on by itself: the rooms are open. */
  begin(): Promise<void>;
  stop(): Promise<void>;
}

/** Notices come at once; what was missed is found this soon. */
const pollMs = 10_000;

export function openCountyKeeper(ports: KeeperPorts): CountyKeeper {
  const { database, closed, works } = ports;
  /** Those that could not be opened are not tried until the next start, or until they were away meanwhile. */
  const failed = new Set<string>(
    [...closed].flatMap(([id, reason]) => (reason.id === 'county-archived' ? [] : [id])),
  );
  let isOver = false;
  let work: Promise<void> = Promise.resolve();
  const look = (): Promise<void> => {
    const mine = work.then(() => (isOver ? undefined : lookNow(ports, failed)));
    work = works.round('looking at the counties', () => mine).then(() => undefined);
    return mine;
  };
  let deaf: (() => Promise<void>) | undefined;
  let polling: NodeJS.Timeout | undefined;
  return {
    look,
    async begin() {
      deaf = await database.listen(countyChannel, () => void look().catch(() => undefined));
      polling = setInterval(() => void look().catch(() => undefined), pollMs);
    },
    async stop() {
      isOver = true;
      clearInterval(polling);
      await deaf?.();
      await work;
    },
  };
}

/** Opens and closes what the tables say. */
async function lookNow(ports: KeeperPorts, failed: Set<string>): Promise<void> {
  const { database, packs, closed, resting, shipped } = ports;
  const [brought, states] = await Promise.all([listCounties(database), listCountyStates(database)]);
  const stateOf = new Map(states.map((one) => [one.id, one.state]));
  const all = new Set([...shipped, ...brought.map(({ id }) => id)]);
  resting.clear();
  for (const id of all) if (stateOf.get(id) === 'read-only') resting.add(id);
  for (const id of all) {
    const isWanted = stateOf.get(id) !== 'archived';
    const isOpen = packs.ids.includes(id);
    if (!isWanted) {
      failed.delete(id);
      closed.set(id, because('county-archived', { jurisdiction: id }));
      if (isOpen) await packs.close(id);
    } else if (!isOpen && !failed.has(id) && !(await openOne(ports, id))) failed.add(id);
  }
}

/** Says whether it is open now; if not, why stands in `closed`. */
async function openOne(ports: KeeperPorts, id: string): Promise<boolean> {
  const { closed, shipped, log } = ports;
  closed.set(id, because('county-opening', { jurisdiction: id }));
  try {
    const faults = await openWhole(ports, id, !shipped.has(id));
    if (faults.length === 0) return closed.delete(id);
    log.error({ jurisdiction: id }, `the pack of ${id} is kept closed\n${describeFaults(faults)}`);
    closed.set(id, reasonOfClosed({ id, faults }));
  } catch (error) {
    log.error({ err: error, jurisdiction: id }, 'opening a county failed');
    closed.set(id, because('county-not-opened', { jurisdiction: id }));
  }
  return false;
}

/** Reads, checks and holds one county against its record as a start does, and opens it in every room; the faults that keep it closed. */
async function openWhole(
  { database, dataDir, packs, clock, log }: KeeperPorts,
  id: string,
  isBrought: boolean,
): Promise<readonly Fault[]> {
  const folders = isBrought ? broughtFolders(dataDir) : packFolders();
  if (isBrought) await layCounty(id, await countyFiles(database, id), folders);
  const { packs: read, faults } = await tryPacks({ ...folders, only: [id] });
  if (faults.length > 0) return faults;
  const { bases, ...begun } = await beginEditions(database, { packs: read, closed: [] }, clock());
  const met = await meetRecord(database, begun, log);
  const [bad] = met.closed;
  if (bad) return bad.faults;
  await packs.open({ ...must(bases.get(id), id), now: must(met.packs[0], id) });
  return [];
}
