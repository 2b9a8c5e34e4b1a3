import type { Concern } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { must } from '#shared/kernel/must.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { Scope } from '#shared/access/may-join.ts';
import { parseChannel } from '#shared/wire/scope.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane, Ledger, LedgerEntry, Records } from '../ports.ts';
import { boardOps, figureOps, wholeBoardOps } from './board.ts';
import { finishOps, wholeFinishOps } from './finish.ts';
import { openFlow } from './flow.ts';
import { foldEntries, forgetOld, missingOf, type County, type Touched } from './county.ts';
import { openCounty } from './open-county.ts';
import { partOf, sensorsIn } from './part.ts';
import { sensingOps } from './sensing.ts';

/** A part of a jurisdiction that is kept up to date for one channel. */
export interface Slice {
  close(): void;
}
/** Takes what changed; `seq` is the ledger entry it is up to. */
export type Push = (ops: Op[], seq: number) => void;

export interface Projections {
  packs: ReadonlyMap<string, LoadedPack>;
  /** Ledger entry the projections of a jurisdiction are up to. */
  seq(jurisdiction: string): number;
  /** Fills an empty view through `push` before it returns, then pushes every change. Only the caller changes the view. */
  openSlice(jurisdiction: string, channel: string, view: View, push: Push): Slice;
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
  packs: readonly LoadedPack[];
  clock: () => number;
  log: Log;
  /** A projection that cannot follow must not lie on a wall: the house stops. */
  onFault(error: unknown): void;
}

/** Figures are counted over at most this often, and sensing is refreshed this often. */
const figureMs = 1_000;
const sensingMs = 1_000;
/** Time alone changes some figures (the same time yesterday, midnight). */
const idleFigureMs = 60_000;

interface Follower {
  county: County;
  boards: Set<Board>;
  sensings: Set<() => void>;
  touching: Set<(incidents: ReadonlySet<string>) => void>;
  stop(): Promise<void>;
}
interface Board {
  touch(touched: Touched): void;
  refresh(): void;
}

/** Follows the ledger of every pack from the record's present state on. */
export async function openProjections(ports: ProjectionPorts): Promise<Projections> {
  const followers = new Map(
    await Promise.all(ports.packs.map(async (pack) => [pack.id, await follow(ports, pack)] as const)),
  );
  const find = (jurisdiction: string): Follower => must(followers.get(jurisdiction), jurisdiction);
  const seconds = setInterval(() => {
    for (const { sensings } of followers.values()) for (const refresh of sensings) refresh();
  }, sensingMs);
  const minutes = setInterval(() => {
    for (const { county, boards } of followers.values()) {
      forgetOld(county, ports.clock());
      for (const board of boards) board.refresh();
    }
  }, idleFigureMs);

  return {
    packs: new Map(ports.packs.map((pack) => [pack.id, pack])),
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
    openSlice(jurisdiction, channel, view, push) {
      const { county, boards, sensings } = find(jurisdiction);
      const address = must(parseChannel(channel), channel);
      if (address.view === 'board') {
        const board = openBoard(county, address.scope, view, push, ports.clock);
        boards.add(board);
        return { close: () => void (boards.delete(board), board.close()) };
      }
      if (address.view === 'finish') {
        const finish = openFinish(county, address.scope, view, push);
        boards.add(finish);
        return { close: () => void boards.delete(finish) };
      }
      if (address.view === 'flow') {
        const flow = openFlow(county, address.scope, view, { push, clock: ports.clock });
        boards.add(flow);
        return { close: () => void (boards.delete(flow), flow.close()) };
      }
      const part = partOf(county.pack, address.scope);
      const refresh = (): void => {
        const ops = sensingOps(county, ports.hotLane, part, view, ports.clock());
        if (ops.length > 0) push(ops, county.seq);
      };
      refresh();
      sensings.add(refresh);
      return { close: () => void sensings.delete(refresh) };
    },
    async stop() {
      clearInterval(seconds);
      clearInterval(minutes);
      await Promise.all([...followers.values()].map((follower) => follower.stop()));
    },
  };
}

/** Facts go on at once; what must be counted over follows at most once a second, the first time with the fact itself. */
function openBoard(
  county: County,
  scope: Scope,
  view: View,
  push: Push,
  clock: () => number,
): Board & { close(): void } {
  let countedAt = clock();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const figures = (): Op[] => {
    clearTimeout(timer);
    timer = undefined;
    countedAt = clock();
    return figureOps(county, scope, view, countedAt);
  };
  const send = (ops: Op[]): void => {
    if (ops.length > 0) push(ops, county.seq);
  };
  send([...wholeBoardOps(county, scope, view), ...figures()]);
  return {
    touch(touched) {
      const ops = boardOps(county, scope, view, touched);
      const waitMs = Math.min(countedAt + figureMs - clock(), figureMs);
      if (waitMs <= 0) ops.push(...figures());
      else timer ??= setTimeout(() => send(figures()), waitMs);
      send(ops);
    },
    refresh: () => send(figures()),
    close: () => clearTimeout(timer),
  };
}

/** What waits to be finished. Time alone lets go of what waits too long. */
function openFinish(county: County, scope: Scope, view: View, push: Push): Board {
  const send = (ops: Op[]): void => {
    if (ops.length > 0) push(ops, county.seq);
  };
  const refresh = (): void => send(wholeFinishOps(county, scope, view));
  refresh();
  return { touch: (touched) => send(finishOps(county, scope, view, touched)), refresh };
}

async function follow(ports: ProjectionPorts, pack: LoadedPack): Promise<Follower> {
  const county = await openCounty(ports, pack);
  const boards = new Set<Board>();
  const touching: Follower['touching'] = new Set();
  let stopped = false;
  let work = Promise.resolve();
  const fold = (entries: LedgerEntry[]): void => {
    const touched = foldEntries(county, entries);
    for (const board of boards) board.touch(touched);
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
    boards,
    sensings: new Set(),
    touching,
    async stop() {
      stopped = true;
      await unfollow();
      await work.catch(() => undefined);
    },
  };
}
