import type { BeyondBound } from '#shared/warning/policy.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import { pointStart } from '#shared/indicator/span.ts';
import type { Log } from '../log.ts';
import { openWorks, untilOver, type Works } from '../works.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { CellsOf, Metrics } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Database } from '../storage/database.ts';
import { openIndicatorMatters, type IndicatorMatters } from '../storage/figures/indicator-matters.ts';
import {
  openIndicatorStore,
  type GivenValue,
  type IndicatorStore,
} from '../storage/indicators/indicator-store.ts';
import { watchBounds, type Watched } from './beyond.ts';
import { makeEngine, type Engine } from './engine.ts';
import { makeIntake, type Intake } from './intake.ts';
import { followMatters, type MatterIntake } from './matters.ts';
import { planOf } from './plan.ts';
import { fillPast, refillDays, type Filling } from './filling.ts';
import { notePoints } from './points.ts';
import { rehearseIndicator } from './rehearsal.ts';
import { makeWorld } from './world.ts';
import type { IndicatorRehearsal, IndicatorRehearsalAsked } from '#shared/wire/indicators.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';

/** The running indicators of every county. */
export interface Indicators {
  cellsOf: CellsOf;
  /** Indicators beyond their bounds that the warning policy names. */
  beyond(jurisdiction: string): readonly BeyondBound[];
  engine(jurisdiction: string): Engine;
  /** How far the past of new and changed definitions is filled in. */
  filling(jurisdiction: string): Filling;
  /** Stores what another system reported, and takes it in; answers as the store. */
  give(jurisdiction: string, source: string, values: readonly GivenValue[]): Promise<number[]>;
  /** Another formula or other bounds over the past; one at a time, so that the present comes first. */
  rehearse(
    jurisdiction: string,
    place: number,
    asked: IndicatorRehearsalAsked,
  ): Promise<IndicatorRehearsal | Refusal>;
  store: IndicatorStore;
  matters: IndicatorMatters;
  stop(): Promise<void>;
}
export interface IndicatorPorts {
  database: Database;
  packs: Pick<Packs, 'serve'>;
  lane: OpenHotLane;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  works?: Works;
}

/** A checkpoint is taken this often, and soon after something came late. */
const checkpointMs = 5 * minuteMs;
/** What is told of the past comes in many pieces: days are filled in once it rests. */
const toldMs = 10 * secondMs;
/** Values of series that are held: a year before, and the year before that. */
const givenMs = 800 * dayMs;

interface CountyRoom {
  engine: Engine;
  intake: Intake;
  matters: MatterIntake;
  filling: Filling;
  watched: Watched;
  /** Indicators whose past another system has told more of, and when it did last. */
  told: { places: Set<number>; at: number };
  notedAt: number;
  keptAt: number;
  work: Promise<void>;
}

/** Takes up where the last house stopped, then keeps up. Matters are counted while the house is open already. */
export async function openIndicators(ports: IndicatorPorts): Promise<Indicators> {
  const { database, packs, lane, clock, metrics, works = openWorks(ports) } = ports;
  const store = openIndicatorStore(database);
  const matters = openIndicatorMatters(database);
  let isOver = false;
  const rooms = new Map<string, CountyRoom>();
  const fill = (id: string, { matters: following, engine, filling }: CountyRoom): void => {
    const told = { now: clock(), told: filling, matters, isOver: () => isOver };
    const run = (): Promise<void> => following.counted.then(() => fillPast(engine, store, told));
    void works.round(
      'filling in the past of indicators',
      untilOver(() => isOver, run),
      id,
    );
  };
  const end = async ({ matters, intake, work }: CountyRoom): Promise<void> => {
    await matters.stop();
    await work;
    await works.round('writing a checkpoint of indicators', () => intake.checkpoint(clock()));
  };
  await packs.serve(async (pack) => {
    const own = must(lane.sensors.lanes.get(pack.id), pack.id);
    const intake = makeIntake(own, lane.sensors.numbers, store);
    await intake.restore(clock());
    const room = await openRoom(pack, intake, { ...ports, works }, { store, matters });
    rooms.set(pack.id, room);
    fill(pack.id, room);
    return async () => {
      const last = rooms.get(pack.id);
      rooms.delete(pack.id);
      if (last) await end(last);
    };
  });
  lane.onCommitted((fresh, late, written) => {
    for (const { intake } of rooms.values()) {
      intake.take(fresh, written.rows);
      intake.take(late, written.late);
    }
  });
  const deaf = await database.listen('ledger', (payload) => {
    const [named] = payload.split(' ', 1);
    for (const [id, { matters }] of rooms) if (!named || named === id) matters.nudge();
  });
  const timer = setInterval(() => {
    const began = performance.now();
    for (const [id, room] of rooms) step(id, room, clock(), { store, matters, works, isOver: () => isOver });
    metrics.observe('indicators_tick_seconds', (performance.now() - began) / 1000);
  }, secondMs);
  const tidy = (): Promise<unknown> =>
    works.round('deleting old values of indicators', () => store.tidy(clock()));
  const tidying = setInterval(() => void tidy(), 60 * minuteMs);
  /** Another pack, another engine; what was measured stays. */
  async function move(pack: LoadedPack): Promise<void> {
    const before = rooms.get(pack.id);
    // A county that opens has its sensors before its indicators.
    if (!before) return;
    before.intake.place();
    const room = await openRoom(pack, before.intake, { ...ports, works }, { store, matters });
    await before.matters.stop();
    if (isOver || !rooms.has(pack.id)) return;
    rooms.set(pack.id, room);
    fill(pack.id, room);
  }
  lane.onPlaced(({ loaded }) => {
    void works.round('taking over a changed pack in indicators', () => move(loaded), loaded.id);
  });
  const find = (jurisdiction: string): CountyRoom => must(rooms.get(jurisdiction), jurisdiction);
  let isRehearsing = false;
  return {
    store,
    matters,
    beyond: (jurisdiction) => rooms.get(jurisdiction)?.watched.beyond() ?? [],
    cellsOf: (jurisdiction) => find(jurisdiction).engine.cells(),
    engine: (jurisdiction) => find(jurisdiction).engine,
    filling: (jurisdiction) => find(jurisdiction).filling,
    async rehearse(jurisdiction, place, asked) {
      if (isRehearsing) return refuse('busy', 'rehearsal-busy');
      isRehearsing = true;
      const { base } = must(lane.sensors.lanes.get(jurisdiction), jurisdiction);
      const numberOf = (ordinal: number): number => must(lane.sensors.numbers[base + ordinal], 'sensor');
      const { engine } = find(jurisdiction);
      return rehearseIndicator({ engine, store, numberOf }, place, asked, clock()).finally(
        () => (isRehearsing = false),
      );
    },
    async give(jurisdiction, source, values) {
      const { engine, told } = find(jurisdiction);
      const stored = await store.give(jurisdiction, source, clock(), values);
      for (const [i, { series, at, value }] of values.entries())
        if (stored[i] !== 0) {
          engine.world.given.put(series, at, value);
          for (const place of engine.world.plan.bySeries.get(series) ?? []) told.places.add(place);
        }
      told.at = clock();
      engine.markGiven();
      return stored;
    },
    async stop() {
      isOver = true;
      clearInterval(timer);
      clearInterval(tidying);
      await deaf();
      for (const room of rooms.values()) await end(room);
    },
  };
}

async function openRoom(
  pack: LoadedPack,
  intake: Intake,
  { lane, clock, works }: IndicatorPorts & { works: Works },
  { store, matters }: Pick<Indicators, 'store' | 'matters'>,
): Promise<CountyRoom> {
  const now = clock();
  const world = makeWorld(pack, planOf(pack), { hotLane: lane, rings: intake.rings }, clock);
  const engine = makeEngine(world);
  for (const { series, at, value } of await store.given(pack.id, now - givenMs))
    world.given.put(series, at, value);
  const following = followMatters(engine, { matters, store, works });
  const filling = { done: 0, of: 0 };
  const told = { places: new Set<number>(), at: 0 };
  return {
    engine,
    intake,
    matters: following,
    filling,
    watched: await watchBounds(engine, store, now),
    told,
    notedAt: now,
    keptAt: now,
    work: Promise.resolve(),
  };
}

type StepPorts = Pick<Indicators, 'store' | 'matters'> & { works: Works; isOver(): boolean };

/** What a second brings. */
function step(id: string, room: CountyRoom, now: number, ports: StepPorts): void {
  const { engine, intake } = room;
  const { store, works, matters, isOver } = ports;
  const { calendar, isCounted } = engine.world;
  for (const quantity of intake.takeTouched()) engine.markQuantity(quantity);
  room.matters.step(now);
  engine.tick(now);
  room.watched.look(now);
  /** What is stored, one after another; `orElse` when it was not. */
  const after = (what: string, run: () => unknown, orElse?: () => void): void => {
    room.work = room.work.then(async () => {
      if (!(await works.round(what, run, id))) orElse?.();
    });
  };
  const hasTurned = pointStart('m', calendar, now) !== pointStart('m', calendar, room.notedAt);
  if (hasTurned && isCounted) {
    const at = pointStart('m', calendar, now) - 1;
    room.notedAt = now;
    after('storing values of indicators', () => notePoints(engine, store, at));
  }
  const { told } = room;
  if (told.places.size > 0 && now - told.at > toldMs && isCounted) {
    const places = [...told.places];
    told.places.clear();
    const again = (): void => {
      for (const place of places) told.places.add(place);
      told.at = now;
    };
    const refill = (): Promise<void> => refillDays(engine, store, places, { now, matters, isOver });
    after('filling in what other systems told of the past', refill, again);
  }
  if (now - room.keptAt < (intake.hasLate() ? 2 * secondMs : checkpointMs)) return;
  room.keptAt = now;
  after('writing a checkpoint of indicators', () => intake.checkpoint(now));
}
