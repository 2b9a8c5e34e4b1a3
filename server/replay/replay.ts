import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { applyOps, emptyView, snapshotOps, viewHash, type Op, type View } from '#shared/views/view.ts';
import { isRemembered } from '#shared/views/views.ts';
import type { Replayed, ReplayQuery } from '#shared/wire/replay.ts';
import { parseChannel } from '#shared/wire/scope.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { CellsOf, HotLane, Metrics } from '../ports.ts';
import { forgetOld, type County } from '../projections/county.ts';
import { nothingMeasured } from '../projections/nothing-measured.ts';
import { frameThen } from '../projections/frame-then.ts';
import { whyNotFollow } from '../projections/may-follow.ts';
import { emptyCounty } from '../projections/open-county.ts';
import { wholeViews } from '../projections/slices.ts';
import type { HotPast } from '../storage/replay/hot-past.ts';
import type { ReplayStore } from '../storage/replay/replay-store.ts';
import { checkpointForm } from './checkpoint.ts';
import { checkpointsMs, openCounties, type CountyPorts } from './county-at.ts';
import { hotLaneAt } from './hot-lane-at.ts';
import { indicatorCellsAt, type IndicatorPast } from './indicators-at.ts';
import { openTurns } from './turns.ts';
import { keepMs, openWarming } from './warming.ts';

/** The same boards at any instant, by the same code that draws the present. */
export interface Replay {
  at(person: Person, asked: ReplayQuery): Promise<Replayed | Refusal>;
  /** Everything that lived at an instant, whoever may see it: what is made of it asks for scope. */
  state(pack: LoadedPack, at: number): Promise<StateThen | Refusal>;
  stop(): void;
}
export type StateThen = Pick<County, 'seq' | 'incidents' | 'warnings'>;
export interface ReplayPorts extends CountyPorts {
  store: ReplayStore;
  past: HotPast;
  indicators: IndicatorPast;
  numbersOf(jurisdiction: string, sensors: readonly string[]): Promise<Int32Array>;
  packs: Packs;
  clock: () => number;
  log: Log;
  metrics: Metrics;
}

/** Views that were told, so that the next instant can be told as what leads there. The last used is the last. */
const mostViews = 48;

export function openReplay(ports: ReplayPorts): Replay {
  const counties = openCounties(ports);
  const turns = openTurns();
  const warming = openWarming({ ...ports, counties, isBusy: turns.isBusy });
  const numbers = new WeakMap<LoadedPack['pack'], Promise<Int32Array>>();
  /** Numbers of a pack's sensors; they never change. */
  const numbersOf = (id: string, pack: LoadedPack['pack']): Promise<Int32Array> => {
    const known = numbers.get(pack);
    if (known) return known;
    const asked = ports.numbersOf(
      id,
      pack.sensors.map((sensor) => sensor.id),
    );
    numbers.set(pack, asked);
    asked.catch(() => numbers.delete(pack));
    return asked;
  };
  const views = new Map<string, View>();
  const hold = (key: string, view: View): void => {
    views.delete(key);
    views.set(key, view);
    for (const old of views.keys()) {
      if (views.size <= mostViews) break;
      views.delete(old);
    }
  };

  /** One channel at an instant: whole, or from the view that was told of `from`. */
  const channelAt = (
    scene: Scene,
    channel: string,
    from: number | undefined,
  ): Replayed['channels'][number] => {
    const { county, hotLane, cells, at, edition } = scene;
    const { view: name, scope } = must(parseChannel(channel), channel);
    if (!isRemembered(name)) throw new Error(`${channel} has no past`);
    const keyOf = (instant: number): string => `${county.pack.id} ${edition} ${channel} ${instant}`;
    const told = from === undefined ? undefined : views.get(keyOf(from));
    const view = told ?? emptyView();
    const ops: Op[] = wholeViews[name]({ county, hotLane, cells }, scope, view, at);
    applyOps(view, ops);
    if (from !== undefined) views.delete(keyOf(from));
    hold(keyOf(at), view);
    return {
      channel,
      from: told && from !== undefined ? from : null,
      ops: told ? ops : snapshotOps(view),
      hash: viewHash(view),
    };
  };

  const countyAt = async (pack: LoadedPack, at: number) => {
    const head = await ports.store.headAt(pack.id, at);
    const then = ports.packs.of(pack.id, at) ?? pack;
    const county = head ? await counties.upTo(then, head.seq, head.at) : emptyCounty(then);
    forgetOld(county, at);
    return { head, county };
  };
  const sceneAt = async (
    pack: LoadedPack,
    asked: ReplayQuery,
  ): Promise<Scene & Pick<Replayed, 'seq' | 'hash'>> => {
    const { at, channels, sensors } = asked;
    const { head, county } = await countyAt(pack, at);
    const isSensing = channels.some((channel) => channel.startsWith('sensing:'));
    const isHot = sensors === 'all' || isSensing;
    const [hotLane, cells] = await Promise.all([
      isHot ? hotLaneAt(ports.past, numbersOf, county.pack, at) : nothingMeasured,
      isSensing ? indicatorCellsAt(ports.indicators, county.pack, at) : new Map<string, string>(),
    ]);
    const [seq, hash] = [head?.seq ?? 0, head?.hash ?? ''];
    return { county, hotLane, cells: () => cells, at, edition: pack.edition, seq, hash };
  };

  let keeping: Promise<void> | null = null;
  const keepDays = (): void => {
    keeping ??= (async () => {
      for (const pack of ports.packs.all())
        await ports.store.forget(pack.id, checkpointForm, ports.clock() - checkpointsMs);
      await warming.keepDays(ports.packs.all());
    })()
      .catch((error: unknown) => ports.log.warn({ err: error }, 'replay: storing a checkpoint failed'))
      .finally(() => (keeping = null));
  };
  const first = setTimeout(keepDays, 120_000).unref();
  const timer = setInterval(keepDays, keepMs).unref();

  return {
    async at(person, asked) {
      const pack = packOf(ports.packs, person.jurisdiction);
      if (asked.at > ports.clock()) return refuse('invalid', 'instant-ahead', 'at');
      for (const channel of asked.channels) {
        const refusal = whyNotFollow(person, pack, channel);
        if (refusal) return refusal;
      }
      const begun = performance.now();
      const answer = await turns.take(pack.id, async (): Promise<Replayed> => {
        const scene = await sceneAt(pack, asked);
        const frame =
          asked.sensors === 'all' ? frameThen(person, pack, { ...scene, former: scene.county.pack }) : null;
        const channels = asked.channels.map((channel) => channelAt(scene, channel, asked.from));
        return { at: asked.at, seq: scene.seq, hash: scene.hash, channels, frame };
      });
      if (isRefusal(answer)) return answer;
      ports.metrics.observe('replay_seconds', (performance.now() - begun) / 1_000);
      warming.looked(pack, asked.at);
      return answer;
    },
    async state(pack, at) {
      if (at > ports.clock()) return refuse('invalid', 'instant-ahead', 'at');
      return turns.take(pack.id, async () => (await countyAt(pack, at)).county);
    },
    stop() {
      clearTimeout(first);
      clearInterval(timer);
      warming.stop();
    },
  };
}

interface Scene {
  county: County;
  hotLane: HotLane;
  cells: CellsOf;
  at: number;
  /** Views of another edition of the pack lead nowhere. */
  edition: number;
}
