import { dayOf } from '#shared/indicator/span.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { IndicatorMatter } from '../storage/figures/indicator-matters.ts';
import type { HourSums } from '../storage/indicators/indicator-store.ts';
import { planOf, type Plan } from './plan.ts';
import type { Rings } from './rings.ts';
import { makeTally, matches, type Tally } from './tally.ts';
import { sensorsOf, type World } from './world.ts';

/** The world as it was at the end of an hour, computed by the same code as the present one: only what it looks at is another. */
export interface PastWorld {
  world: World;
  /** Turns to the hour that begins at an instant. */
  turnTo(hour: number): void;
}

/** Matters that are counted before others have their turn. */
const atOnce = 20_000;

/** A county's indicators with one of them otherwise, and of the others only those below it. */
export function planWith(
  loaded: LoadedPack,
  changed: LoadedPack['pack']['indicators'][number],
  plan: Plan,
): Plan {
  const kept = new Set<string>();
  const indicators = loaded.pack.indicators.map((one) => (one.id === changed.id ? changed : one));
  const all = planOf({ ...loaded, pack: { ...loaded.pack, indicators } });
  const walk = (place: number): void => {
    const one = must(all.all[place], 'indicator');
    if (kept.has(one.indicator.id)) return;
    kept.add(one.indicator.id);
    one.needs.forEach(walk);
  };
  walk(must(plan.placeOf.get(changed.id), changed.id));
  const own = indicators.filter(({ id }) => kept.has(id));
  return planOf({ ...loaded, pack: { ...loaded.pack, indicators: own } });
}

type Hours = ReadonlyMap<number, ReadonlyMap<number, HourSums>>;

/** `hours`: what instruments came to by hours, by ordinal. */
export async function openPastWorld(present: World, plan: Plan, hours: Hours): Promise<PastWorld> {
  const { length } = present.loaded.pack.sensors;
  const heard = new Uint8Array(length);
  let hour = 0;
  const latest = {
    at: new Float64Array(length),
    quality: new Uint8Array(length),
    receivedAt: new Float64Array(length),
    value: new Float64Array(length),
  };
  const hotLane = {
    ...present.hotLane,
    latest: () => latest,
    isOnline: (_: string, ordinal: number) => heard[ordinal] === 1,
  };
  const rings = ringsOf(present.rings, hours, () => hour);
  return {
    world: { ...present, plan, hotLane, rings, tally: await tallyOf(present, plan) },
    turnTo(at) {
      hour = at;
      heard.fill(0);
      for (const [ordinal, own] of hours) {
        const one = own.get(at);
        if (!one) continue;
        heard[ordinal] = 1;
        latest.value[ordinal] = one.last;
      }
    },
  };
}

/** The matters that a plan counts, from those that are known, as they stood at the world's now. */
async function tallyOf({ loaded, calendar, now, tally: present }: World, plan: Plan): Promise<Tally> {
  const ground = {
    now,
    filters: plan.filters,
    dayOf: (at: number) => dayOf(calendar, at),
    domainOf: (item: string) => loaded.items.get(item)?.domain,
    isEvent: (procedure: string) => loaded.procedures.get(procedure)?.family === 'incident',
  };
  const tally = makeTally(ground);
  if (plan.filters.length === 0) return tally;
  let n = 0;
  const at = now();
  for (const matter of present.all()) {
    if (matter.reportedAt <= at && plan.filters.some((filter) => matches(filter, matter, ground)))
      tally.put(matterAt(matter, at));
    if (++n % atOnce === 0) await new Promise((go) => setImmediate(go));
  }
  return tally;
}

/**
 * A matter as it stood: nothing of it that came later. How often it was sent back and its deadline extended since then, and its place,
 * are what is known today. One that ended without a closing has no instant of its end, and counts as ended.
 */
export function matterAt(matter: IndicatorMatter, at: number): IndicatorMatter {
  const then = (instant: number | null): number | null =>
    instant !== null && instant <= at ? instant : null;
  const closedAt = then(matter.closedAt);
  const isOpen = matter.open || (matter.closedAt !== null && closedAt === null);
  return {
    ...matter,
    acceptedAt: then(matter.acceptedAt),
    filedAt: then(matter.filedAt),
    dispatchedAt: then(matter.dispatchedAt),
    signedAt: then(matter.signedAt),
    closedAt,
    evaluatedAt: then(matter.evaluatedAt),
    open: isOpen,
  };
}

/** Sums of the hours before and in the one that is turned to. */
const ringsOf = (present: Rings, hours: Hours, hourOf: () => number): Rings => ({
  ...present,
  collect(ordinal, over, _, into) {
    const own = hours.get(ordinal);
    for (let at = hourOf() - (over - 1) * hourMs; at <= hourOf(); at += hourMs) {
      const one = own?.get(at);
      if (!one) continue;
      into.n += one.n;
      into.sum += one.sum;
      into.min = Math.min(into.min, one.min);
      into.max = Math.max(into.max, one.max);
    }
  },
});

/** Ordinals of the instruments that a plan's indicators look at. */
export function sensorsBelow(world: World): number[] {
  const found = new Set<number>();
  for (const leaf of world.plan.leaves)
    if (leaf.kind === 'readings') for (const ordinal of sensorsOf(world, leaf)) found.add(ordinal);
  return [...found];
}
