import { evaluate, leafKey, type Formula, type Leaf } from '#shared/indicator/leaf.ts';
import { dayOf, firstDay } from '#shared/indicator/span.ts';
import { must } from '#shared/kernel/must.ts';
import { dayStart, hourStart, localHour } from '#shared/clock/zone.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { IndicatorMatters } from '../storage/figures/indicator-matters.ts';
import { endsBelow } from './areas.ts';
import { makeStandingPast, spansOf, type StandingPast } from './standing-past.ts';
import { makeTally, matches, numberOf, together, type Amount, type Tally } from './tally.ts';
import { leafValue, leafValueOn, type World } from './world.ts';

/**
 * What the ledger and what was reported say of hours and days that are over. Instruments have no other past than the one that was
 * watched. Matters are counted by what they came to since, as a recount would.
 */
export interface KeptPast {
  /** At the end of a local day, counted from 1970; null where something in it is not known. */
  onDay(place: number, day: number): number | null;
  /** At the end of a local hour, counted from 1970. */
  atHour(place: number, hour: number): number | null;
  /** First hour that is told by hours. */
  firstHour: number;
}

/** So far back hours are told, and what stood open or overdue, which is read from the ledger entry by entry. */
export const hoursBackMs = 8 * dayMs;
export const standingBackDays = 35;

/** Why a course does not reach further back; the first that holds. */
export type Reach = 'devices' | 'instruments' | 'standing' | 'series' | 'record';
export function reachOf(world: World, place: number): Reach {
  const ends = endsBelow(world, place);
  if (ends.some(({ kind }) => kind === 'devices')) return 'devices';
  if (ends.some(({ kind }) => kind === 'readings')) return 'instruments';
  if (ends.some((leaf) => leaf.kind === 'standing' && leaf.measure !== 'open')) return 'standing';
  return ends.some(({ kind }) => kind === 'given') ? 'series' : 'record';
}
export const isKept = (reach: Reach): boolean => reach !== 'devices' && reach !== 'instruments';

/**
 * The first instant at which an indicator means what it says: its matters are on record for the whole of a rolling window that it
 * counts over (a share of them is one whatever the window), its series have begun. Infinity: nothing is known.
 */
export function knownSince(world: World, place: number): number {
  const { tally, given, plan, calendar } = world;
  const isShare = sharesOnly(must(plan.all[place], 'indicator').formula);
  const ofLeaf = (leaf: Leaf): number => {
    if (leaf.kind === 'fact') return -Infinity;
    if (leaf.kind === 'given') return given.first(leaf.series) ?? Infinity;
    const days = leaf.kind === 'matters' && !isShare ? /^(\d+)d$/.exec(leaf.over)?.[1] : undefined;
    if (days === undefined || tally.first === Infinity) return tally.first;
    const first = dayOf(calendar, tally.first) + Number(days) - 1;
    return dayStart(calendar, first);
  };
  return Math.max(...endsBelow(world, place).map(ofLeaf));
}

/** Whether the numbers of a formula are shares or means, which a shorter window leaves what they are. */
function sharesOnly(formula: Formula): boolean {
  if (formula.kind === 'percent') return true;
  if (formula.kind === 'binary') return formula.op === '/';
  return (
    formula.kind === 'leaf' &&
    formula.leaf.kind === 'matters' &&
    ['took-hours', 'sign-minutes'].includes(formula.leaf.measure)
  );
}

/** Reads what is needed of the ledger; `wanted` are the places that will be asked for. */
export async function openKeptPast(
  world: World,
  wanted: readonly number[],
  { matters, now, isOver }: { matters: Pick<IndicatorMatters, 'events'>; now: number; isOver(): boolean },
): Promise<KeptPast> {
  const { plan, calendar, tally } = world;
  // By the clock on the wall: an hour that it shows twice is one, and one that it leaps over is empty, so that hours make up their day.
  const hourOf = (at: number): number => localHour(calendar, at);
  // A county in which nothing has happened yet has no first entry.
  const begun = Math.min(tally.first, now);
  const firstHour = hourOf(Math.max(now - hoursBackMs, begun));
  const stands = wanted.some((place) => endsBelow(world, place).some(({ kind }) => kind === 'standing'));
  const end = hourOf(now);
  const first = dayOf(calendar, Math.max(now - standingBackDays * dayMs, begun)) * 24;
  const standing = makeStandingPast(plan.filters.length, { first, end, hourOf });
  if (stands) await readStanding(world, standing, { matters, since: hourStart(calendar, first), isOver });
  const flows = await flowsByHour(world, firstHour, hourOf);
  const valueAt = (of: number, leafAt: (leaf: number) => number | null): number | null =>
    evaluate(
      must(plan.all[of], 'indicator').formula,
      (leaf) => leafAt(must(plan.leafOf.get(leafKey(leaf)), 'leaf')),
      (id) => valueAt(must(plan.placeOf.get(id), id), leafAt),
    );
  const stood = (place: number, hour: number): number | null => {
    const leaf = must(plan.leaves[place], 'leaf');
    return leaf.kind === 'standing' ? standing.at(plan.filterOf[place] ?? -1, leaf.measure, hour) : null;
  };
  return {
    firstHour,
    onDay: (place, day) =>
      valueAt(place, (leaf) => stood(leaf, day * 24 + 23) ?? leafValueOn(world, leaf, day)),
    atHour: (place, hour) => valueAt(place, (leaf) => stood(leaf, hour) ?? flows(leaf, hour)),
  };
}

/** Matters that are counted or read before others have their turn. */
const atOnce = 2_000;
const turn = (): Promise<void> => new Promise((go) => setImmediate(go));

async function readStanding(
  { tally, loaded, plan }: World,
  past: StandingPast,
  { matters, since, isOver }: { matters: Pick<IndicatorMatters, 'events'>; since: number; isOver(): boolean },
): Promise<void> {
  const fits = fitting({ tally, loaded, plan });
  const wanted = [...tally.all()].filter(({ open, closedAt, reportedAt }) => {
    // One that ended without a closing has no instant of its end in its row: if it is old it is old news.
    return open || (closedAt ?? reportedAt) >= since;
  });
  for (let from = 0; from < wanted.length && !isOver(); from += entriesAtOnce) {
    const some = wanted.slice(from, from + entriesAtOnce);
    const events = await matters.events(
      loaded.id,
      some.map(({ id }) => id),
    );
    for (const matter of some) {
      const filters = fits(matter);
      const own = events.get(matter.id);
      if (own && filters.length > 0) past.add(filters, spansOf(own));
    }
    await turn();
  }
}
/** Matters whose entries are read at a time: some milliseconds of work. */
const entriesAtOnce = 100;

type Fits = (matter: Parameters<typeof matches>[1]) => number[];
function fitting({ loaded, plan }: Pick<World, 'loaded' | 'plan' | 'tally'>): Fits {
  const ground = {
    domainOf: (item: string) => loaded.items.get(item)?.domain,
    isEvent: (procedure: string) => loaded.procedures.get(procedure)?.family === 'incident',
  };
  return (matter) => plan.filters.flatMap((filter, i) => (matches(filter, matter, ground) ? [i] : []));
}

/** What leaves that stand on no state come to at the end of an hour. */
async function flowsByHour(
  world: World,
  first: number,
  hourOf: (at: number) => number,
): Promise<(leaf: number, hour: number) => number | null> {
  const { plan, calendar, tally, loaded } = world;
  const since = Math.floor(first / 24) * 24;
  const byHour: Tally = makeTally({
    now: world.now,
    filters: plan.filters,
    dayOf: hourOf,
    domainOf: (item) => loaded.items.get(item)?.domain,
    isEvent: (procedure) => loaded.procedures.get(procedure)?.family === 'incident',
  });
  let n = 0;
  for (const matter of tally.all()) {
    const { reportedAt, closedAt, evaluatedAt, owedAt, open } = matter;
    const last = Math.max(reportedAt, closedAt ?? 0, evaluatedAt ?? 0, owedAt ?? 0);
    if (open || hourOf(last) >= since) byHour.put(matter);
    if (++n % atOnce === 0) await turn();
  }
  const days = new Map<string, Amount>();
  return (place, hour) => {
    const leaf = must(plan.leaves[place], 'leaf');
    const at = hourStart(calendar, hour + 1) - 1;
    if (leaf.kind === 'standing') return null;
    if (leaf.kind !== 'matters') return leafValue(world, place, at);
    const filter = plan.filterOf[place] ?? -1;
    const day = Math.floor(hour / 24);
    const key = `${place} ${day}`;
    // The days before it are whole; of its own day only the hours up to this one.
    const before =
      days.get(key) ?? tally.amount(filter, leaf.measure, firstDay(leaf.over, calendar, at), day - 1);
    days.set(key, before);
    return numberOf(together(before, byHour.amount(filter, leaf.measure, day * 24, hour)));
  };
}
