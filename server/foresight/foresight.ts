import { breachFrom, learnBreach, type BreachModel, type KeptBreach } from '#shared/foresight/breach.ts';
import { demandFrom, learnDemand, type DemandModel, type KeptDemand } from '#shared/foresight/demand.ts';
import { beats, type KnownMatter, type Score } from '#shared/foresight/matter.ts';
import { isMissed, longestAway, patrolWays } from '#shared/foresight/patrols.ts';
import { bestWay, lastMonth, type Weighed } from '#shared/foresight/places.ts';
import { modelIds, scoresFrom, type ModelId } from '#shared/foresight/scores.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { DoubtOf } from '../ports.ts';
import type { ForesightStore } from '../storage/figures/foresight-store.ts';
import type { KnownMatters } from '../storage/figures/known-matters.ts';
import { groundOf } from './ground.ts';

/**
 * Models on a county's own matters: learnt anew every few hours on the node that runs the county's clocks, and by these; kept as a row
 * that every node reads and that outlives a start. They are measured each time on the last fifth that they did not learn from,
 * and off while they do not beat a trivial guess.
 */
export interface Foresight {
  /** Null until they were learnt for the first time. */
  of(jurisdiction: string): Learnt | null;
  open: KnownMatters['open'];
  stop(): Promise<void>;
}
export interface Learnt {
  at: number;
  /** Matters they were learnt from: those since `from`, or every n-th of them. */
  n: number;
  every: number;
  from: number;
  scores: Readonly<Record<ModelId, Score & { isOn: boolean }>>;
  breach: BreachModel;
  demand: DemandModel;
  /** By the way that the past speaks for, or by the simple guess where none beats it. */
  hotSpots: readonly Weighed[];
  patrol: readonly Weighed[];
}

const learnMs = 6 * hourMs;
/** A clock that went back by more than this is no reason to wait for it. */
const slackMs = minuteMs;
const backMs = 60 * dayMs;
const mostMatters = 12_000;
/** Cells that are named. */
const named = 30;
/** So often a node looks whether something is to be learnt, or was by another node. */
const lookMs = 15_000;
/** Raised when what is stored is made otherwise. */
export const foresightForm = 2;

/** What of it is stored: the models by what they are made of. */
type Kept = Omit<Learnt, 'breach' | 'demand'> & { breach: KeptBreach; demand: KeptDemand };
export const keptOf = ({ breach, demand, ...told }: Learnt): Kept => ({
  ...told,
  breach: breach.kept,
  demand: demand.kept,
});
export const learntFrom = ({ breach, demand, ...told }: Kept): Learnt => ({
  ...told,
  breach: breachFrom(breach),
  demand: demandFrom(demand),
});

export interface ForesightGround {
  packs: Packs;
  known: KnownMatters;
  store: ForesightStore<Kept>;
  clock: () => number;
  /** Whether this node runs the clocks of a county: it learns for all nodes. */
  holds(jurisdiction: string): boolean;
  /** While a clock is in doubt nothing is learnt by it. */
  doubt: DoubtOf;
  log: Log;
  works?: Works;
}

/** Whether it is time to learn, by when it was done last; null: never. */
export const isDueToLearn = (last: number | null, now: number): boolean =>
  last === null || now - last >= learnMs || last > now + slackMs;

export function openForesight(ports: ForesightGround): Foresight & { look(): Promise<void> } {
  const { packs, known, store, clock, works = openWorks(ports) } = ports;
  const learnt = new Map<string, Learnt>();
  /** A record with nothing in it is looked at again a few minutes later. */
  const emptyAt = new Map<string, number>();
  let isOver = false;
  let work: Promise<void> | null = null;

  async function learn(pack: LoadedPack): Promise<void> {
    const now = clock();
    const { every, matters } = await known.since(pack.id, now - backMs, mostMatters, now);
    const made = await inTurns(learnFrom(pack, matters, every, now), () => isOver);
    if (!made) return void emptyAt.set(pack.id, now);
    // Another node may have become the holder meanwhile: what the last one writes counts for all.
    await store.put(pack.id, now, keptOf(made));
    learnt.set(pack.id, made);
  }
  async function lookAt(id: string, last: number | null): Promise<void> {
    const own = learnt.get(id);
    if (last !== null && own?.at !== last) {
      const kept = await store.read(id);
      if (kept) learnt.set(id, learntFrom(kept));
    }
    const now = clock();
    const isEmpty = now - (emptyAt.get(id) ?? -Infinity) < againMs;
    if (isEmpty || !isDueToLearn(last, now) || !ports.holds(id) || ports.doubt(id)) return;
    if (packs.of(id)) await learn(packOf(packs, id));
  }
  async function lookAtAll(): Promise<void> {
    const instants = await store.instants();
    for (const id of packs.ids) {
      if (isOver) return;
      await works.round('learning what is likely', () => lookAt(id, instants.get(id) ?? null), id);
    }
  }
  const look = (): Promise<void> =>
    (work ??= works.round('reading what was learnt', lookAtAll).then(() => void (work = null)));
  const timer = setInterval(() => void look(), lookMs);
  return {
    of: (jurisdiction) => learnt.get(jurisdiction) ?? null,
    open: known.open,
    look,
    async stop() {
      isOver = true;
      clearInterval(timer);
      await work;
    },
  };
}

/** A record without enough in it is looked at again so much later. */
const againMs = 10 * minuteMs;

/** Everything that is learnt from a county's matters; null: there are none. */
export function* learnFrom(
  pack: LoadedPack,
  matters: readonly KnownMatter[],
  every: number,
  now: number,
): Generator<void, Learnt | null> {
  const first = matters[0];
  if (!first) return null;
  const ground = groundOf(pack);
  // A record that is younger than the window is measured on its own last fifth.
  const from = Math.max(now - backMs, Math.floor(first.reportedAt / dayMs) * dayMs);
  const scores = yield* scoresFrom(ground, matters, { from, now });
  const breach = yield* learnBreach(matters, now);
  const last = { split: now - (now - from) / 5, to: now, windowMs: 3 * dayMs };
  const way = yield* bestWay(matters, ground.cells, last);
  const missing = yield* bestWay(matters, ground.cells, last, { of: patrolWays, counts: isMissed });
  const told = Object.fromEntries(modelIds.map((id) => [id, { ...scores[id], isOn: beats(scores[id]) }]));
  return {
    at: now,
    n: matters.length,
    every,
    from,
    breach,
    scores: told as Learnt['scores'],
    demand: learnDemand(matters, ground.towns, {
      from,
      to: now,
      offsetMs: ground.offsetMs,
      zone: ground.zone,
    }),
    hotSpots: (beats(scores.hotSpots) ? way : lastMonth)(matters, ground.cells, now).slice(0, named),
    patrol: (beats(scores.patrol) ? missing : longestAway)(matters, ground.cells, now).slice(0, named),
  };
}

/** Runs it with a turn for others at each yield; null when it is called off. */
async function inTurns<T>(steps: Generator<void, T | null>, isOver: () => boolean): Promise<T | null> {
  for (;;) {
    if (isOver()) return null;
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise((go) => setImmediate(go));
  }
}
