import { bindTo } from '#shared/kernel/bind.ts';
import { must } from '#shared/kernel/must.ts';
import type { Log } from '../log.ts';
import type { DrawAside } from '../packs/draw-aside.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { partsOf, withRetired } from '../packs/meet.ts';
import type { PackChange } from '../packs/port.ts';
import type { Database } from '../storage/database.ts';
import { keepParts, readParts, renameGrid } from '../storage/pack-parts.ts';
import { newestPackVersions, packChannel, readPackVersions } from '../storage/pack-versions.ts';
import type { Works } from '../works.ts';
import type { County } from './county.ts';
import { editionSoon, nextSince, versionsAt } from './editions.ts';

interface FollowingPorts {
  database: Database;
  counties: ReadonlyMap<string, County>;
  clock: () => number;
  log: Log;
  works: Works;
  draw?: DrawAside | undefined;
}
interface Follower extends FollowingPorts {
  listeners: Set<(change: PackChange) => void>;
  over: AbortSignal;
}

/** Versions of packs, taken up as they come and as their hour does. */
export interface Following {
  /** Reads what came and lets it take effect; answers when this node goes by it. */
  refresh(jurisdiction: string): Promise<void>;
  onChange(heard: (change: PackChange) => void): () => void;
  stop(): Promise<void>;
}

/** Notices come at once; what was missed is found this soon. */
const pollMs = 5_000;
/** A timer of more than some weeks overflows: it is looked at again before. */
const longestMs = 3_600_000;

/** Follows them: by notices, by looking now and then, and by the hour at which each takes effect. */
export async function openFollowing(ports: FollowingPorts): Promise<Following> {
  const { database, counties } = ports;
  const ending = new AbortController();
  const follower: Follower = { ...ports, listeners: new Set(), over: ending.signal };
  const acts = bindTo(follower, { refresh, poll });
  const deaf = await database.listen(packChannel, (payload) => {
    for (const id of payload === '' ? counties.keys() : [payload])
      if (counties.has(id)) acts.refresh(id).catch(() => undefined);
  });
  const polling = setInterval(() => void acts.poll().catch(() => undefined), pollMs);
  for (const [id, county] of counties) wakeAt(follower, id, county);
  return {
    refresh: acts.refresh,
    onChange(heard) {
      follower.listeners.add(heard);
      return () => void follower.listeners.delete(heard);
    },
    async stop() {
      ending.abort();
      clearInterval(polling);
      await deaf();
      for (const { timer } of counties.values()) clearTimeout(timer);
      await Promise.all([...counties.values()].map(({ work }) => work));
    },
  };
}

function refresh(follower: Follower, id: string): Promise<void> {
  const county = must(follower.counties.get(id), id);
  const mine = county.work.then(() => follow(follower, id, county));
  county.work = follower.works.round('reading pack versions', () => mine, id).then(() => undefined);
  return mine;
}

async function poll(follower: Follower): Promise<void> {
  const newest = await newestPackVersions(follower.database);
  for (const [id, county] of follower.counties)
    if ((newest.get(id) ?? 1) > (county.versions.at(-1)?.version ?? 1)) await refresh(follower, id);
}

async function follow(follower: Follower, id: string, county: County): Promise<void> {
  if (follower.over.aborted || !county.isServed) return;
  const known = county.versions.at(-1)?.version ?? 1;
  const came = await readPackVersions(follower.database, id, known);
  county.versions = [...county.versions, ...came];
  await takeEffect(follower, id, county);
  wakeAt(follower, id, county);
}

async function takeEffect(follower: Follower, id: string, county: County): Promise<void> {
  const { database, clock, log, works, draw, listeners, over } = follower;
  const before = county.now;
  const now = clock();
  if (versionsAt(county.versions, now).length + 1 === before.edition) return;
  const { pack, faults } = await editionSoon(county.base, county.versions, now, draw);
  if (!pack) {
    // The check that accepted it was another version's: the county goes on as it was.
    log.error(
      { jurisdiction: id, faults: faults.slice(0, 5) },
      'pack version refused: it does not fit this server',
    );
    return;
  }
  await handOver(database, id, before, pack);
  const joined = withRetired(pack, await readParts(database, id));
  if (over.aborted) return;
  county.now = joined;
  log.info({ jurisdiction: id, edition: joined.edition }, 'pack version took effect');
  const change = { id, before, now: joined };
  for (const heard of listeners) await works.round('taking over a pack version', () => heard(change), id);
  await keepParts(database, id, partsOf(pack));
}

/** What lay in a grid that is no more lies in its heir: matters, people, screens, records. Every node does it, and the first one has done it. */
async function handOver(database: Database, id: string, before: LoadedPack, now: LoadedPack): Promise<void> {
  const known = before.pack.formerly?.grids ?? {};
  for (const [from, to] of Object.entries(now.pack.formerly?.grids ?? {}))
    if (known[from] !== to) await renameGrid(database, id, from, to);
}

function wakeAt(follower: Follower, id: string, county: County): void {
  const { clock, over } = follower;
  clearTimeout(county.timer);
  const next = nextSince(county.versions, clock());
  if (next === Infinity || over.aborted || !county.isServed) return;
  county.timer = setTimeout(
    () => void refresh(follower, id).catch(() => undefined),
    Math.min(next - clock(), longestMs),
  );
}
