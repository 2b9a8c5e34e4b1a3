import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Replayed, ReplayQuery } from '#shared/wire/replay.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf } from '../packs/port.ts';
import type { Metrics } from '../ports.ts';
import type { County } from '../projections/county.ts';
import { frameThen } from '../projections/frame-then.ts';
import { whyNotFollow } from '../projections/may-follow.ts';
import type { ReplayStore } from '../storage/replay/replay-store.ts';
import { checkpointForm } from './checkpoint.ts';
import { checkpointsMs, openCounties, type CountyPorts } from './county-at.ts';
import { openScenes, type ScenePorts } from './scene.ts';
import { openTold } from './told.ts';
import { openTurns } from './turns.ts';
import { keepMs, openWarming, type Warming } from './warming.ts';

/** The same boards at any instant, by the same code that draws the present. */
export interface Replay {
  at(person: Person, asked: ReplayQuery): Promise<Replayed | Refusal>;
  /** Everything that lived at an instant, whoever may see it: what is made of it asks for scope. */
  state(pack: LoadedPack, at: number): Promise<StateThen | Refusal>;
  stop(): void;
}
export type StateThen = Pick<County, 'seq' | 'incidents' | 'warnings'>;
export interface ReplayPorts extends CountyPorts, ScenePorts {
  store: ReplayStore;
  clock: () => number;
  log: Log;
  metrics: Metrics;
}

export function openReplay(ports: ReplayPorts): Replay {
  const { packs, clock, metrics } = ports;
  const counties = openCounties(ports);
  const scenes = openScenes({ ...ports, counties });
  const tell = openTold();
  const turns = openTurns();
  const warming = openWarming({ ...ports, counties, isBusy: turns.isBusy });
  const endKeeping = keepDays(ports, warming);
  return {
    async at(person, asked) {
      const pack = packOf(packs, person.jurisdiction);
      if (asked.at > clock()) return refuse('invalid', 'instant-ahead', 'at');
      for (const channel of asked.channels) {
        const refusal = whyNotFollow(person, pack, channel);
        if (refusal) return refusal;
      }
      const begun = performance.now();
      const answer = await turns.take(pack.id, async (): Promise<Replayed> => {
        const scene = await scenes.sceneAt(pack, asked);
        const frame =
          asked.sensors === 'all' ? frameThen(person, pack, { ...scene, former: scene.county.pack }) : null;
        const channels = asked.channels.map((channel) => tell(scene, channel, asked.from));
        return { at: asked.at, seq: scene.seq, hash: scene.hash, channels, frame };
      });
      if (isRefusal(answer)) return answer;
      metrics.observe('replay_seconds', (performance.now() - begun) / 1_000);
      warming.looked(pack, asked.at);
      return answer;
    },
    async state(pack, at) {
      if (at > clock()) return refuse('invalid', 'instant-ahead', 'at');
      return turns.take(pack.id, async () => (await scenes.countyAt(pack, at)).county);
    },
    stop() {
      endKeeping();
      warming.stop();
    },
  };
}

/** Keeps a checkpoint a day, and lets go of old ones; the answer ends it. */
function keepDays(
  { packs, store, clock, log }: Pick<ReplayPorts, 'packs' | 'store' | 'clock' | 'log'>,
  warming: Warming,
): () => void {
  let keeping: Promise<void> | null = null;
  async function keep(): Promise<void> {
    for (const pack of packs.all()) await store.forget(pack.id, checkpointForm, clock() - checkpointsMs);
    await warming.keepDays(packs.all());
  }
  const round = (): void => {
    keeping ??= keep()
      .catch((error: unknown) => log.warn({ err: error }, 'replay: storing a checkpoint failed'))
      .finally(() => (keeping = null));
  };
  const first = setTimeout(round, 120_000).unref();
  const timer = setInterval(round, keepMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
