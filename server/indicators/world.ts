import { addTo } from '#shared/kernel/group-by.ts';
import type { Calendar } from '#shared/clock/calendar.ts';
import type { Compare } from '#shared/indicator/formula.ts';
import type { Leaf } from '#shared/indicator/leaf.ts';
import { dayOf, firstDay } from '#shared/indicator/span.ts';
import { must } from '#shared/kernel/must.ts';
import { dayStart } from '#shared/clock/zone.ts';
import { quality } from '#shared/sensing/reading.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane } from '../ports.ts';
import { makeGiven, type GivenRows } from './given.ts';
import type { Plan } from './plan.ts';
import { noSums, type Rings } from './rings.ts';
import { makeTally, type Tally } from './tally.ts';

/** What the leaves of a county's formulas look at, as it is now. */
export interface World {
  loaded: LoadedPack;
  plan: Plan;
  calendar: Calendar;
  now: () => number;
  tally: Tally;
  /** Whether the matters of the past are in the tally. */
  isCounted: boolean;
  given: GivenRows;
  warnings: readonly { colour: string; issuedAt: number; releasedAt: number | null }[];
  hotLane: Pick<HotLane, 'latest' | 'isOnline' | 'raised' | 'cameras' | 'staff'>;
  rings: Rings;
  /** Ordinals by quantity. */
  byQuantity: ReadonlyMap<string, readonly number[]>;
  /** By ordinal, the cells that hold the sensor. */
  cellsOf: readonly (readonly string[])[];
}

export function makeWorld(
  loaded: LoadedPack,
  plan: Plan,
  hot: Pick<World, 'hotLane' | 'rings'>,
  now: () => number,
): World {
  const { sensors, calendar, series = [] } = loaded.pack;
  const byQuantity = new Map<string, number[]>();
  for (const [ordinal, { quantity }] of sensors.entries()) addTo(byQuantity, quantity, ordinal);
  return {
    ...hot,
    loaded,
    plan,
    calendar,
    byQuantity,
    warnings: [],
    isCounted: false,
    given: makeGiven(series, calendar),
    cellsOf: sensors.map(({ place }) => loaded.grid.locate(place).map(({ id }) => id)),
    now,
    tally: makeTally({
      now,
      filters: plan.filters,
      dayOf: (at) => dayOf(calendar, at),
      domainOf: (item) => loaded.items.get(item)?.domain,
      isEvent: (procedure) => loaded.procedures.get(procedure)?.family === 'incident',
    }),
  };
}

/** The value of a leaf now; null: no data. */
export function leafValue(world: World, place: number, now: number): number | null {
  const leaf = must(world.plan.leaves[place], 'leaf');
  const { tally, calendar, loaded } = world;
  switch (leaf.kind) {
    case 'readings':
      return readingValue(world, leaf, sensorsOf(world, leaf), now);
    case 'matters': {
      const filter = world.plan.filterOf[place] ?? -1;
      const [from, to] = [firstDay(leaf.over, calendar, now), dayOf(calendar, now)];
      return world.isCounted ? tally.sum(filter, leaf.measure, from, to) : null;
    }
    case 'standing':
      return world.isCounted ? tally.standing(world.plan.filterOf[place] ?? -1, leaf.measure) : null;
    case 'warnings':
      return warningCount(world, leaf, now);
    case 'devices':
      return deviceCount(world, leaf, now);
    case 'given':
      return world.given.value(leaf.how, leaf.series, leaf.over, now);
    case 'fact': {
      const { population, areaKm2 } = loaded.pack.identity.facts;
      return (leaf.name === 'population' ? population : areaKm2) ?? null;
    }
  }
}

type ReadingLeaf = Extract<Leaf, { kind: 'readings' }>;

/** Ordinals of the sensors that a leaf looks at. */
export function sensorsOf({ byQuantity, cellsOf }: World, leaf: ReadingLeaf): readonly number[] {
  const all = byQuantity.get(leaf.quantity) ?? [];
  const { grid } = leaf;
  return grid === null ? all : all.filter((ordinal) => cellsOf[ordinal]?.includes(grid));
}

const passes: Record<Compare, (value: number, than: number) => boolean> = {
  '>': (value, than) => value > than,
  '>=': (value, than) => value >= than,
  '<': (value, than) => value < than,
  '<=': (value, than) => value <= than,
};

/** Whether a value passes the test of a leaf; all do where it has none. */
export function passesTest({ test }: Pick<ReadingLeaf, 'test'>, value: number): boolean {
  return test === null || passes[test.op](value, test.value);
}

/** Of these sensors: only those that are heard count, and only what they can have measured. */
export function readingValue(
  world: World,
  leaf: ReadingLeaf,
  ordinals: readonly number[],
  now: number,
): number | null {
  if (leaf.how === 'points') return ordinals.length;
  if (leaf.hours !== null) return overHours(world, leaf, leaf.hours, ordinals, now);
  const { id } = world.loaded;
  const latest = world.hotLane.latest(id);
  const values: number[] = [];
  for (const ordinal of ordinals) {
    if (((latest.quality[ordinal] ?? 0) & quality.outOfRange) !== 0) continue;
    if (world.hotLane.isOnline(id, ordinal, now)) values.push(latest.value[ordinal] ?? 0);
  }
  if (leaf.how === 'heard') return values.length;
  if (values.length === 0) return null;
  const count = (): number => values.filter((value) => passesTest(leaf, value)).length;
  if (leaf.how === 'count') return count();
  if (leaf.how === 'share') return (100 * count()) / values.length;
  const sum = (): number => values.reduce((all, value) => all + value, 0);
  if (leaf.how === 'sum') return sum();
  if (leaf.how === 'mean') return sum() / values.length;
  values.sort((a, b) => a - b);
  const [least = 0, most = 0] = [values[0], values.at(-1)];
  if (leaf.how === 'min') return least;
  if (leaf.how === 'max') return most;
  if (leaf.how === 'spread') return most - least;
  return percentile(values, leaf.how === 'median' ? 0.5 : leaf.how === 'p90' ? 0.9 : 0.1);
}

/** Linear between the two values beside the place, as R's type 7 and spreadsheets do. */
export function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)];
  const [below = 0, above = 0] = [sorted[low], sorted[high]];
  return below + (above - below) * (place - low);
}

function overHours(
  { rings }: World,
  { how }: ReadingLeaf,
  hours: number,
  ordinals: readonly number[],
  now: number,
): number | null {
  const sums = noSums();
  for (const ordinal of ordinals) rings.collect(ordinal, hours, now, sums);
  if (sums.n === 0) return null;
  if (how === 'mean') return sums.sum / sums.n;
  return how === 'sum' ? sums.sum : how === 'min' ? sums.min : sums.max;
}

function warningCount(
  { warnings, calendar }: World,
  { measure, colours, over }: Extract<Leaf, { kind: 'warnings' }>,
  now: number,
): number {
  const from = dayStart(calendar, firstDay(over, calendar, now));
  return warnings.filter(({ colour, issuedAt, releasedAt }) => {
    if (colours && !colours.includes(colour)) return false;
    return measure === 'warnings'
      ? issuedAt <= now && (releasedAt === null || releasedAt > now)
      : issuedAt >= from && issuedAt <= now;
  }).length;
}

function deviceCount(
  world: World,
  { what, system }: Extract<Leaf, { kind: 'devices' }>,
  now: number,
): number {
  const { hotLane, loaded } = world;
  const { id, pack } = loaded;
  const isAmong = (ordinal: number): boolean => system === null || pack.sensors[ordinal]?.system === system;
  if (what === 'alarms') return hotLane.raised(id).filter(({ sensor }) => isAmong(sensor)).length;
  if (what === 'cameras') return pack.cameras.length;
  if (what === 'cameras-online') return hotLane.cameras(id, null).online;
  if (what === 'staff') return hotLane.staff(id, now, null).total;
  if (what === 'staff-online') return hotLane.staff(id, now, null).online;
  const all = [...pack.sensors.keys()].filter(isAmong);
  if (what === 'sensors') return all.length;
  return all.filter((ordinal) => hotLane.isOnline(id, ordinal, now)).length;
}

/** The value of a leaf at the end of a local day that is over, from what is kept of the past; null where nothing is. */
export function leafValueOn(world: World, place: number, day: number): number | null {
  const leaf = must(world.plan.leaves[place], 'leaf');
  const { tally, calendar, plan } = world;
  const filter = plan.filterOf[place] ?? -1;
  const at = dayStart(calendar, day + 1) - 1;
  if (leaf.kind === 'matters') return tally.sum(filter, leaf.measure, firstDay(leaf.over, calendar, at), day);
  if (leaf.kind === 'standing') return leaf.measure === 'open' ? tally.openAt(filter, day) : null;
  return isOfThePast(leaf) ? leafValue(world, place, at) : null;
}

/** Whether a leaf can be told of days that are over. */
export function isOfThePast(leaf: Leaf): boolean {
  if (leaf.kind === 'standing') return leaf.measure === 'open';
  return leaf.kind === 'matters' || leaf.kind === 'warnings' || leaf.kind === 'given' || leaf.kind === 'fact';
}
