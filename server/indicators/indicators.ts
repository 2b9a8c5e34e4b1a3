import type { BeyondBound } from '#shared/warning/policy.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
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
import type { Engine } from './engine.ts';
import type { Filling } from './filling.ts';
import { rehearseIndicator } from './rehearsal.ts';
import { openRooms, type CountyRoom } from './rooms.ts';
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
  /**
   * Another formula or other bounds over the past, or over what was known `at` an instant of it; one at a time, so that the present
   * comes first.
   */
  rehearse(
    jurisdiction: string,
    place: number,
    asked: IndicatorRehearsalAsked,
    at?: number,
  ): Promise<IndicatorRehearsal | Refusal>;
  store: IndicatorStore;
  matters: IndicatorMatters;
  stop(): Promise<void>;
}
export interface IndicatorPorts {
  database: Database;
  packs: Pick<Packs, 'serve' | 'of'>;
  lane: OpenHotLane;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  works?: Works;
}

/** Keeps up with what is measured and counted. Matters are counted while the house is open already. */
export async function openIndicators(ports: IndicatorPorts): Promise<Indicators> {
  const { database, packs, lane, clock, metrics, works = openWorks(ports) } = ports;
  const store = openIndicatorStore(database);
  const matters = openIndicatorMatters(database);
  const ending = new AbortController();
  const { rooms, ...room } = openRooms({ lane, clock, works, store, matters, over: ending.signal });
  await packs.serve(async (pack) => {
    await room.begin(pack);
    return () => room.leave(pack.id);
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
    for (const [id, one] of rooms) room.step(id, one, clock());
    metrics.observe('indicators_tick_seconds', (performance.now() - began) / 1000);
  }, secondMs);
  const tidy = (): Promise<unknown> =>
    works.round('deleting old values of indicators', () => store.tidy(clock()));
  const tidying = setInterval(() => void tidy(), 60 * minuteMs);
  lane.onPlaced(({ loaded }) => {
    void works.round('taking over a changed pack in indicators', () => room.move(loaded), loaded.id);
  });
  return {
    store,
    matters,
    ...answers({ rooms, store, lane, clock, packs }),
    async stop() {
      ending.abort();
      clearInterval(timer);
      clearInterval(tidying);
      await deaf();
      for (const one of rooms.values()) await room.end(one);
    },
  };
}

interface AnswerPorts {
  rooms: ReadonlyMap<string, CountyRoom>;
  store: IndicatorStore;
  lane: OpenHotLane;
  clock: () => number;
  packs: Pick<Packs, 'of'>;
}

/** What others ask of the indicators, and bring to them. */
function answers({
  rooms,
  store,
  lane,
  clock,
  packs,
}: AnswerPorts): Omit<Indicators, 'store' | 'matters' | 'stop'> {
  const find = (jurisdiction: string): CountyRoom => must(rooms.get(jurisdiction), jurisdiction);
  let isRehearsing = false;
  return {
    beyond: (jurisdiction) => rooms.get(jurisdiction)?.watched.beyond() ?? [],
    cellsOf: (jurisdiction) => find(jurisdiction).engine.cells(),
    engine: (jurisdiction) => find(jurisdiction).engine,
    filling: (jurisdiction) => find(jurisdiction).filling,
    async rehearse(jurisdiction, place, asked, at) {
      if (isRehearsing) return refuse('busy', 'rehearsal-busy');
      isRehearsing = true;
      const { base } = must(lane.sensors.lanes.get(jurisdiction), jurisdiction);
      const numberOf = (ordinal: number): number => must(lane.sensors.numbers[base + ordinal], 'sensor');
      const { engine } = find(jurisdiction);
      const held = at === undefined ? undefined : packs.of(jurisdiction, at);
      return rehearseIndicator({ engine, store, numberOf, held }, place, asked, at ?? clock()).finally(
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
  };
}
