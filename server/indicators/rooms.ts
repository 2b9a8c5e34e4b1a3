import { bindTo } from '#shared/kernel/bind.ts';
import { pointStart } from '#shared/indicator/span.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { IndicatorMatters } from '../storage/figures/indicator-matters.ts';
import type { IndicatorStore } from '../storage/indicators/indicator-store.ts';
import { untilOver, type Works } from '../works.ts';
import { followBounds, type Watched } from './beyond.ts';
import { makeEngine, type Engine } from './engine.ts';
import { fillPast, refillDays, type Filling } from './filling.ts';
import { makeIntake, type Intake } from './intake.ts';
import { followMatters, type MatterIntake } from './matters.ts';
import { planOf } from './plan.ts';
import { notePoints } from './points.ts';
import { makeWorld } from './world.ts';

/** A checkpoint is taken this often, and soon after something came late. */
const checkpointMs = 5 * minuteMs;
/** What is told of the past comes in many pieces: days are filled in once it rests. */
const toldMs = 10 * secondMs;
/** Values of series that are held: a year before, and the year before that. */
const givenMs = 800 * dayMs;

/** The indicators of one county. */
export interface CountyRoom {
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

export interface RoomPorts {
  lane: OpenHotLane;
  clock: () => number;
  works: Works;
  store: IndicatorStore;
  matters: IndicatorMatters;
  /** Ends with the house. */
  over: AbortSignal;
}
type CountyRooms = RoomPorts & { rooms: Map<string, CountyRoom> };

/** The rooms of all counties: opened, moved into another pack, stepped each second, closed. */
export function openRooms(ports: RoomPorts) {
  const rooms = new Map<string, CountyRoom>();
  return { rooms, ...bindTo({ ...ports, rooms }, { begin, leave, end, move, step }) };
}

/** Takes up where the last house stopped. */
async function begin(house: CountyRooms, pack: LoadedPack): Promise<void> {
  const { lane, store, clock, rooms } = house;
  const intake = makeIntake(must(lane.sensors.lanes.get(pack.id), pack.id), lane.sensors.numbers, store);
  await intake.restore(clock());
  const room = await openRoom(house, pack, intake);
  rooms.set(pack.id, room);
  fill(house, pack.id, room);
}

async function leave(house: CountyRooms, id: string): Promise<void> {
  const room = house.rooms.get(id);
  house.rooms.delete(id);
  if (room) await end(house, room);
}

/** Nothing of it is counted any more, and what it knows is kept for the next start. */
async function end({ works, clock }: Pick<CountyRooms, 'works' | 'clock'>, room: CountyRoom): Promise<void> {
  await room.matters.stop();
  await room.work;
  await works.round('writing a checkpoint of indicators', () => room.intake.checkpoint(clock()));
}

/** Another pack, another engine; what was measured stays. */
async function move(house: CountyRooms, pack: LoadedPack): Promise<void> {
  const { rooms, over } = house;
  const before = rooms.get(pack.id);
  // A county that opens has its sensors before its indicators.
  if (!before) return;
  before.intake.place();
  const room = await openRoom(house, pack, before.intake);
  await before.matters.stop();
  if (over.aborted || !rooms.has(pack.id)) return;
  rooms.set(pack.id, room);
  fill(house, pack.id, room);
}

function fill(house: CountyRooms, id: string, { matters: following, engine, filling }: CountyRoom): void {
  const { clock, store, matters, works, over } = house;
  const isOver = (): boolean => over.aborted;
  const told = { now: clock(), told: filling, matters, isOver };
  const run = (): Promise<void> => following.counted.then(() => fillPast(engine, store, told));
  void works.round('filling in the past of indicators', untilOver(isOver, run), id);
}

async function openRoom(
  { lane, clock, works, store, matters }: CountyRooms,
  pack: LoadedPack,
  intake: Intake,
): Promise<CountyRoom> {
  const now = clock();
  const world = makeWorld(pack, planOf(pack), { hotLane: lane, rings: intake.rings }, clock);
  const engine = makeEngine(world);
  for (const { series, at, value } of await store.given(pack.id, now - givenMs))
    world.given.put(series, at, value);
  const following = followMatters(engine, { matters, store, works });
  return {
    engine,
    intake,
    matters: following,
    filling: { done: 0, of: 0 },
    watched: await followBounds(engine, store, now),
    told: { places: new Set<number>(), at: 0 },
    notedAt: now,
    keptAt: now,
    work: Promise.resolve(),
  };
}

/** What a second brings. */
function step(house: CountyRooms, id: string, room: CountyRoom, now: number): void {
  const { engine, intake } = room;
  const { calendar, isCounted } = engine.world;
  for (const quantity of intake.takeTouched()) engine.markQuantity(quantity);
  room.matters.step(now);
  engine.tick(now);
  room.watched.look(now);
  const minute = pointStart('m', calendar, now);
  if (minute !== pointStart('m', calendar, room.notedAt) && isCounted) {
    room.notedAt = now;
    after(house, id, room, 'storing values of indicators', () => notePoints(engine, house.store, minute - 1));
  }
  if (isCounted) refill(house, id, room, now);
  if (now - room.keptAt < (intake.hasLate() ? 2 * secondMs : checkpointMs)) return;
  room.keptAt = now;
  after(house, id, room, 'writing a checkpoint of indicators', () => intake.checkpoint(now));
}

/** Days of which another system has told more are made anew once it rests. */
function refill(house: CountyRooms, id: string, room: CountyRoom, now: number): void {
  const { store, matters, over } = house;
  const { engine, told } = room;
  if (told.places.size === 0 || now - told.at <= toldMs) return;
  const places = [...told.places];
  told.places.clear();
  const again = (): void => {
    for (const place of places) told.places.add(place);
    told.at = now;
  };
  const run = (): Promise<void> =>
    refillDays(engine, store, places, { now, matters, isOver: () => over.aborted });
  after(house, id, room, 'filling in what other systems told of the past', run, again);
}

/** What is stored, one after another; `orElse` when it was not. */
function after(
  { works }: Pick<CountyRooms, 'works'>,
  id: string,
  room: CountyRoom,
  what: string,
  run: () => unknown,
  orElse?: () => void,
): void {
  room.work = room.work.then(async () => {
    if (!(await works.round(what, run, id))) orElse?.();
  });
}
