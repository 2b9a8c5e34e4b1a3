import { learnBreach, type BreachModel } from '#shared/foresight/breach.ts';
import { learnDemand, type DemandModel } from '#shared/foresight/demand.ts';
import { beats, type KnownMatter, type Score } from '#shared/foresight/matter.ts';
import { hotSpots, patrolGaps, type Weighed } from '#shared/foresight/places.ts';
import { modelIds, scoresFrom, type ModelId } from '#shared/foresight/scores.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { KnownMatters } from '../storage/figures/known-matters.ts';
import { groundOf } from './ground.ts';

/**
 * Models on a county's own matters: learnt anew every few hours, measured each time on the last fifth that they did not learn from,
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
  hotSpots: readonly Weighed[];
  patrol: readonly Weighed[];
}

const learnMs = 6 * hourMs;
/** After a start the matters of the past are still being told or counted. */
const firstMs = minuteMs;
/** A record without enough in it is looked at again sooner. */
const againMs = 10 * minuteMs;
const backMs = 60 * dayMs;
const mostMatters = 12_000;
/** Cells that are named. */
const named = 30;

export function openForesight(ports: {
  packs: Packs;
  known: KnownMatters;
  clock: () => number;
  log: Log;
}): Foresight {
  const { packs, known, clock, log } = ports;
  const learnt = new Map<string, Learnt>();
  const dueAt = new Map<string, number>();
  const begun = clock();
  let isOver = false;
  let work = Promise.resolve();

  async function learn(pack: LoadedPack): Promise<void> {
    const now = clock();
    const { every, matters } = await known.since(pack.id, now - backMs, mostMatters, now);
    const made = await inTurns(learnFrom(pack, matters, every, now), () => isOver);
    dueAt.set(pack.id, now + (made ? learnMs : againMs));
    if (made) learnt.set(pack.id, made);
  }
  const timer = setInterval(() => {
    const now = clock();
    for (const id of packs.ids) {
      if ((dueAt.get(id) ?? begun + firstMs) > now) continue;
      dueAt.set(id, now + learnMs);
      work = work
        .then(() => (isOver || !packs.of(id) ? undefined : learn(packOf(packs, id))))
        .catch((error: unknown) => log.warn({ err: error, jurisdiction: id }, 'foresight: learning failed'));
    }
  }, 15_000);
  return {
    of: (jurisdiction) => learnt.get(jurisdiction) ?? null,
    open: known.open,
    async stop() {
      isOver = true;
      clearInterval(timer);
      await work;
    },
  };
}

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
  const told = Object.fromEntries(modelIds.map((id) => [id, { ...scores[id], isOn: beats(scores[id]) }]));
  return {
    ...{ at: now, n: matters.length, every, from, breach },
    scores: told as Learnt['scores'],
    demand: learnDemand(matters, ground.towns, { from, to: now, offsetMs: ground.offsetMs }),
    hotSpots: hotSpots(matters, ground.cells, now).slice(0, named),
    patrol: patrolGaps(matters, ground.cells, now).slice(0, named),
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
