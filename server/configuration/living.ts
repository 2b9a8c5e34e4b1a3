import { must } from '#shared/kernel/must.ts';
import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
import type { DrawAside } from '../packs/draw-aside.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { partsOf, withRetired } from '../packs/meet.ts';
import type { PackChange, Packs } from '../packs/port.ts';
import { openServing } from '../packs/serving.ts';
import type { Database } from '../storage/database.ts';
import { keepParts, readParts, renameGrid } from '../storage/pack-parts.ts';
import {
  newestPackVersions,
  packChannel,
  readPackVersions,
  type PackVersion,
} from '../storage/pack-versions.ts';
import { editionAt, editionSoon, nextSince, versionsAt } from './editions.ts';

/** Packs that follow what administrators change, on every node. */
export interface LivingPacks extends Packs {
  /** What holds of a county at an instant with these versions; grids are drawn beside the server where they can be. */
  edition(jurisdiction: string, versions: readonly PackVersion[], at: number): ReturnType<typeof editionSoon>;
  /** The folder of a county as it was loaded. */
  base(jurisdiction: string): LoadedPack;
  /** Every version but the folder, oldest first, those that are yet to take effect included. */
  versions(jurisdiction: string): readonly PackVersion[];
  /** Reads what came and lets it take effect; answers when this node goes by it. */
  refresh(jurisdiction: string): Promise<void>;
  /** Opens a county in every room while the others go on. Throws what a room threw, and the county is not there then. */
  open(county: LivingCounty): Promise<void>;
  /** Ends a county in every room; nothing of what it kept goes. */
  close(jurisdiction: string): Promise<void>;
  stop(): Promise<void>;
}

export interface LivingCounty {
  /** As the folder has it. */
  base: LoadedPack;
  /** As it holds now, with what the record keeps of it. */
  now: LoadedPack;
  versions: readonly PackVersion[];
}
export interface LivingPorts {
  database: Database;
  counties: readonly LivingCounty[];
  clock: () => number;
  log: Log;
  works?: Works;
  /** Draws grids anew beside the server. */
  draw?: DrawAside | undefined;
}

/** Notices come at once; what was missed is found this soon. */
const pollMs = 5_000;
/** Packs of former instants that are held, a county. */
const mostFormer = 4;

interface County {
  base: LoadedPack;
  now: LoadedPack;
  versions: readonly PackVersion[];
  former: Map<number, LoadedPack>;
  work: Promise<void>;
  timer?: NodeJS.Timeout | undefined;
  /** False while rooms begin or end it: rooms may ask for it by name, and it is not among those that are served. */
  isServed: boolean;
}

const begun = (one: LivingCounty, isServed: boolean): County => ({
  ...one,
  former: new Map(),
  work: Promise.resolve(),
  isServed,
});

/** Opens the packs as they hold now and follows them: by notices, by looking now and then, and by the hour at which each takes effect. */
export async function openLivingPacks(ports: LivingPorts): Promise<LivingPacks> {
  const { database, clock, log, works = openWorks(ports) } = ports;
  const counties = new Map(ports.counties.map((one): [string, County] => [one.base.id, begun(one, true)]));
  const serving = openServing();
  const served = (): County[] => [...counties.values()].filter(({ isServed }) => isServed);
  const listeners = new Set<(change: PackChange) => void>();
  const find = (id: string): County => must(counties.get(id), id);
  let isOver = false;

  async function follow(id: string, county: County): Promise<void> {
    if (isOver || !county.isServed) return;
    const known = county.versions.at(-1)?.version ?? 1;
    const came = await readPackVersions(database, id, known);
    county.versions = [...county.versions, ...came];
    await takeEffect(id, county);
    wakeAt(id, county);
  }
  async function takeEffect(id: string, county: County): Promise<void> {
    const before = county.now;
    const now = clock();
    if (versionsAt(county.versions, now).length + 1 === before.edition) return;
    const { pack, faults } = await editionSoon(county.base, county.versions, now, ports.draw);
    if (!pack) {
      // The check that accepted it was another version's: the county goes on as it was.
      log.error(
        { jurisdiction: id, faults: faults.slice(0, 5) },
        'pack version refused: it does not fit this server',
      );
      return;
    }
    await handOver(id, before, pack);
    const joined = withRetired(pack, await readParts(database, id));
    if (isOver) return;
    county.now = joined;
    log.info({ jurisdiction: id, edition: joined.edition }, 'pack version took effect');
    const change = { id, before, now: joined };
    for (const heard of listeners) await works.round('taking over a pack version', () => heard(change), id);
    await keepParts(database, id, partsOf(pack));
  }
  /** What lay in a grid that is no more lies in its heir: matters, people, screens, records. Every node does it, and the first one has done it. */
  async function handOver(id: string, before: LoadedPack, now: LoadedPack): Promise<void> {
    const known = before.pack.formerly?.grids ?? {};
    for (const [from, to] of Object.entries(now.pack.formerly?.grids ?? {}))
      if (known[from] !== to) await renameGrid(database, id, from, to);
  }
  function refresh(id: string): Promise<void> {
    const county = find(id);
    const mine = county.work.then(() => follow(id, county));
    county.work = works.round('reading pack versions', () => mine, id).then(() => undefined);
    return mine;
  }
  /** A timer of more than some weeks overflows: it is looked at again before. */
  function wakeAt(id: string, county: County): void {
    clearTimeout(county.timer);
    const next = nextSince(county.versions, clock());
    if (next === Infinity || isOver || !county.isServed) return;
    county.timer = setTimeout(
      () => void refresh(id).catch(() => undefined),
      Math.min(next - clock(), 3_600_000),
    );
  }
  async function poll(): Promise<void> {
    const newest = await newestPackVersions(database);
    for (const [id, county] of counties)
      if ((newest.get(id) ?? 1) > (county.versions.at(-1)?.version ?? 1)) await refresh(id);
  }

  const deaf = await database.listen(packChannel, (payload) => {
    for (const id of payload === '' ? counties.keys() : [payload])
      if (counties.has(id)) refresh(id).catch(() => undefined);
  });
  const polling = setInterval(() => void poll().catch(() => undefined), pollMs);
  for (const [id, county] of counties) wakeAt(id, county);

  async function openOne(one: LivingCounty): Promise<void> {
    const { id } = one.base;
    if (counties.has(id)) throw new Error(`${id} is open already`);
    const county = begun(one, false);
    counties.set(id, county);
    try {
      await serving.open(one.now);
    } catch (error) {
      counties.delete(id);
      throw error;
    }
    county.isServed = true;
    log.info({ jurisdiction: id }, 'a county is open');
    await refresh(id);
  }
  async function closeOne(id: string): Promise<void> {
    const county = find(id);
    county.isServed = false;
    clearTimeout(county.timer);
    await county.work;
    await serving.close(id, (error) =>
      log.error({ err: error, jurisdiction: id }, 'a part of a county did not close'),
    );
    counties.delete(id);
    works.forget(id);
    log.info({ jurisdiction: id }, 'a county is closed');
  }

  function former(county: County, at: number): LoadedPack {
    const count = versionsAt(county.versions, at).length;
    if (count + 1 === county.now.edition) return county.now;
    const known = county.former.get(count);
    if (known) return known;
    const made = editionAt(county.base, county.versions, at).pack ?? county.base;
    county.former.set(count, made);
    if (county.former.size > mostFormer)
      county.former.delete(must(county.former.keys().next().value, 'the oldest'));
    return made;
  }

  return {
    get ids() {
      return served().map(({ base }) => base.id);
    },
    of(jurisdiction, at) {
      const county = counties.get(jurisdiction);
      return county && at !== undefined ? former(county, at) : county?.now;
    },
    all: () => served().map(({ now }) => now),
    serve: (open) =>
      serving.serve(
        open,
        served().map(({ now }) => now),
      ),
    open: (one) => openOne(one),
    close: (id) => closeOne(id),
    onChange(heard) {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
    edition: (jurisdiction, versions, at) => editionSoon(find(jurisdiction).base, versions, at, ports.draw),
    base: (jurisdiction) => find(jurisdiction).base,
    versions: (jurisdiction) => find(jurisdiction).versions,
    refresh,
    async stop() {
      isOver = true;
      clearInterval(polling);
      await deaf();
      for (const { timer } of counties.values()) clearTimeout(timer);
      await Promise.all([...counties.values()].map(({ work }) => work));
    },
  };
}
