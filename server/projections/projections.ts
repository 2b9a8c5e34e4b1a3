import type { Concern } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { must } from '#shared/kernel/must.ts';
import type { View } from '#shared/views/view.ts';
import type { RememberedView } from '#shared/views/views.ts';
import type { Scope } from '#shared/access/may-join.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { CellsOf, HotLane, Ledger, LedgerEntry, Records } from '../ports.ts';
import { foldEntries, forgetOld, missingOf, type County } from './county.ts';
import { openCounty } from './open-county.ts';
import { sensorsIn } from './part.ts';
import { liveSlices, type LiveSlice, type Push } from './slices.ts';

/** A part of a jurisdiction that is kept up to date for one channel. */
export interface Slice {
  close(): void;
}
/** What a slice shows: a view that the record and the readings tell, and of what. */
export interface Shown {
  name: RememberedView;
  scope: Scope;
}

export interface Projections {
  packs: Packs;
  /** Ledger entry the projections of a jurisdiction are up to. */
  seq(jurisdiction: string): number;
  /** Fills an empty view through `push` before it returns, then pushes every change. Only the caller changes the view. */
  openSlice(jurisdiction: string, shown: Shown, view: View, push: Push): Slice;
  /** What a living incident concerns now; null when none of that number is held. */
  concern(jurisdiction: string, incident: string): Concern | null;
  /** Calls `each` with the incidents that entries have touched, after the projections have followed; the answer ends it. */
  onTouched(jurisdiction: string, each: (incidents: ReadonlySet<string>) => void): () => void;
  /** Ordinals of the sensors that lie in a scope. */
  sensorsIn(jurisdiction: string, scope: Scope): readonly number[];
  stop(): Promise<void>;
}
export interface ProjectionPorts {
  ledger: Ledger;
  records: Records;
  hotLane: HotLane;
  /** What indicators stand at; without it there are none. */
  cells?: CellsOf;
  packs: Packs;
  clock: () => number;
  log: Log;
  /** A projection that cannot follow must not lie on a wall: the house stops. */
  onFault(error: unknown): void;
}

/** What changes all the time is looked at this often. */
const beatMs = 1_000;
/** Time alone changes some figures (the same time yesterday, midnight). */
const idleFigureMs = 60_000;

interface Follower {
  county: County;
  slices: Set<LiveSlice>;
  touching: Set<(incidents: ReadonlySet<string>) => void>;
  stop(): Promise<void>;
}

/** Follows the ledger of every pack from the record's present state on. */
export async function openProjections(ports: ProjectionPorts): Promise<Projections> {
  const followers = new Map<string, Follower>();
  await ports.packs.serve(async (pack) => {
    const follower = await follow(ports, pack);
    followers.set(pack.id, follower);
    return async () => {
      followers.delete(pack.id);
      await follower.stop();
    };
  });
  const find = (jurisdiction: string): Follower => must(followers.get(jurisdiction), jurisdiction);
  const seconds = setInterval(() => {
    for (const { slices } of followers.values()) for (const slice of slices) slice.beat?.();
  }, beatMs);
  const minutes = setInterval(() => {
    for (const { county, slices } of followers.values()) {
      forgetOld(county, ports.clock());
      for (const slice of slices) slice.refresh();
    }
  }, idleFigureMs);

  const unfollow = ports.packs.onChange(({ id, before, now }) => {
    const { county, slices } = find(id);
    handOver(county, before, now);
    const all = { incidents: new Set(county.incidents.keys()), warnings: new Set<string>() };
    for (const slice of slices) {
      slice.touch({ ...all, watch: true, acts: [] });
      slice.refresh();
      slice.beat?.();
    }
  });

  return {
    packs: ports.packs,
    seq: (jurisdiction) => find(jurisdiction).county.seq,
    sensorsIn: (jurisdiction, scope) => sensorsIn(find(jurisdiction).county.pack, scope),
    concern(jurisdiction, id) {
      const incident = find(jurisdiction).county.incidents.get(id);
      return incident ? concernOf(incident) : null;
    },
    onTouched(jurisdiction, each) {
      const { touching } = find(jurisdiction);
      touching.add(each);
      return () => void touching.delete(each);
    },
    openSlice(jurisdiction, { name, scope }, view, push) {
      const { county, slices } = find(jurisdiction);
      const { hotLane, cells, clock } = ports;
      const slice = liveSlices[name]({ county, hotLane, cells, scope, view, push, clock });
      slices.add(slice);
      return { close: () => void (slices.delete(slice), slice.close()) };
    },
    async stop() {
      unfollow();
      clearInterval(seconds);
      clearInterval(minutes);
      await Promise.all([...followers.values()].map((follower) => follower.stop()));
    },
  };
}

/** A county goes by another pack. Matters of a grid that is no more lie in its heir, as the tables say by now. */
function handOver(county: County, before: LoadedPack, now: LoadedPack): void {
  county.pack = now;
  const heirs = now.pack.formerly?.grids;
  if (!heirs || heirs === before.pack.formerly?.grids) return;
  for (const [id, one] of county.incidents)
    if (one.grids.some((grid) => heirs[grid]))
      county.incidents.set(id, { ...one, grids: one.grids.map((grid) => heirs[grid] ?? grid) });
}

async function follow(ports: ProjectionPorts, pack: LoadedPack): Promise<Follower> {
  const county = await openCounty(ports, pack);
  const slices = new Set<LiveSlice>();
  const touching: Follower['touching'] = new Set();
  let stopped = false;
  let work = Promise.resolve();
  const fold = (entries: LedgerEntry[]): void => {
    const touched = foldEntries(county, entries);
    for (const slice of slices) slice.touch(touched);
    for (const each of touching) each(touched.incidents);
  };
  /** An act on an old incident needs its state first; what comes meanwhile waits its turn. */
  let waiting = 0;
  const foldLater = async (entries: LedgerEntry[]): Promise<void> => {
    for (const id of missingOf(county, entries))
      county.incidents.set(id, must(await ports.records.incident(pack.id, id), `incident ${id}`));
    if (!stopped) fold(entries);
  };
  const unfollow = await ports.ledger.follow(pack.id, county.seq, (entries) => {
    if (waiting === 0 && missingOf(county, entries).length === 0) return fold(entries);
    waiting += 1;
    work = work.then(() => foldLater(entries)).finally(() => (waiting -= 1));
    work.catch(ports.onFault);
  });
  return {
    county,
    slices,
    touching,
    async stop() {
      stopped = true;
      await unfollow();
      await work.catch(() => undefined);
    },
  };
}
