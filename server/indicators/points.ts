import { evaluate, leafKey } from '#shared/indicator/leaf.ts';
import { dayOf, pointSpans, pointStart } from '#shared/indicator/span.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { IndicatorStore, Version } from '../storage/indicators/indicator-store.ts';
import type { Engine } from './engine.ts';
import { isOfThePast, leafValueOn, type World } from './world.ts';

/** Notes what every indicator is now as the last value of the five minutes, the hour and the day that hold an instant. */
export async function notePoints(engine: Engine, store: IndicatorStore, at: number): Promise<void> {
  const { loaded, plan, calendar } = engine.world;
  const known = plan.all.flatMap(({ indicator }, place) => {
    const value = engine.value(place);
    return value === null ? [] : [{ id: indicator.id, cadence: indicator.cadence, value }];
  });
  for (const span of pointSpans) {
    // What another system reports once a day has no course by minutes.
    const noted =
      span === 'd'
        ? known
        : known.filter(({ cadence }) => cadence === 'live' || (cadence === 'hour' && span === 'h'));
    if (noted.length === 0) continue;
    const ids = noted.map(({ id }) => id);
    const values = noted.map(({ value }) => value);
    await store.note(loaded.id, span, pointStart(span, calendar, at), ids, values);
  }
}

/** How far a county's past is filled in. */
export interface Filling {
  done: number;
  of: number;
}
/** Days that are filled in at the most. */
const mostDays = 400;

/**
 * Fills in the days before today of every indicator whose definition is new or changed, from matters, warnings and series. What
 * stands on instruments has no other past than the one that was watched.
 */
export async function fillPast(
  engine: Engine,
  store: IndicatorStore,
  ports: { now: number; told: Filling; isOver(): boolean },
): Promise<void> {
  const { world } = engine;
  const { loaded, plan } = world;
  const { now, told } = ports;
  const versions = await store.versions(loaded.id);
  const wanted = plan.all.flatMap((one, place) => {
    const known = versions.get(one.indicator.id);
    const isSame = known?.formula === one.indicator.formula && known.filledAt !== null;
    return isSame ? [] : [{ place, known }];
  });
  told.of = wanted.length;
  for (const { place, known } of wanted) {
    if (ports.isOver()) return;
    await fillOne(world, store, { place, known, now });
    told.done += 1;
    await new Promise((go) => setImmediate(go));
  }
}

async function fillOne(
  world: World,
  store: IndicatorStore,
  { place, known, now }: { place: number; known: Version | undefined; now: number },
): Promise<void> {
  const { loaded, calendar, plan } = world;
  const { indicator } = must(plan.all[place], 'indicator');
  const today = pointStart('d', calendar, now);
  const points = pastOf(world, place, now);
  if (points && known) await store.forget(loaded.id, indicator.id, today);
  if (points && points.length > 0) await store.fill(loaded.id, indicator.id, points);
  const isChanged = known !== undefined && known.formula !== indicator.formula;
  await store.putVersion(loaded.id, {
    indicator: indicator.id,
    formula: indicator.formula,
    filledAt: now,
    version: isChanged
      ? Math.max(known.version + 1, indicator.version)
      : (known?.version ?? indicator.version),
    since: known && !isChanged ? known.since : now,
  });
}

/** Fills in anew the days of indicators whose series were told late or put right. */
export async function refillDays(
  engine: Engine,
  store: IndicatorStore,
  places: readonly number[],
  now: number,
): Promise<void> {
  const { loaded, calendar, plan } = engine.world;
  for (const place of places) {
    const points = pastOf(engine.world, place, now);
    const { id } = must(plan.all[place], 'indicator').indicator;
    if (points === null || points.length === 0) continue;
    await store.forget(loaded.id, id, pointStart('d', calendar, now));
    await store.fill(loaded.id, id, points);
    await new Promise((go) => setImmediate(go));
  }
}

/** Its days before today, oldest first; null when it stands on something that has no past. */
export function pastOf(world: World, place: number, now: number): { at: number; value: number }[] | null {
  const { plan, calendar } = world;
  if (!hasPast(world, place)) return null;
  const today = dayOf(calendar, now);
  const first = Math.max(today - mostDays, firstKnownDay(world));
  const points: { at: number; value: number }[] = [];
  for (let day = first; day < today; day++) {
    const valueOf = (of: number): number | null =>
      evaluate(
        must(plan.all[of], 'indicator').formula,
        (leaf) => leafValueOn(world, must(plan.leafOf.get(leafKey(leaf)), 'leaf'), day),
        (id) => valueOf(must(plan.placeOf.get(id), id)),
      );
    const value = valueOf(place);
    if (value !== null) points.push({ at: day * dayMs - calendar.utcOffsetMinutes * minuteMs, value });
  }
  return points;
}

function hasPast(world: World, place: number): boolean {
  const one = must(world.plan.all[place], 'indicator');
  const known = one.leaves.every((leaf) => isOfThePast(must(world.plan.leaves[leaf], 'leaf')));
  return known && one.needs.every((below) => hasPast(world, below));
}

/** The first local day that anything is known of. */
function firstKnownDay({ tally, given, calendar, loaded }: World): number {
  const firsts = (loaded.pack.series ?? []).map(({ id }) => given.first(id) ?? Infinity);
  return dayOf(calendar, Math.min(tally.first, ...firsts));
}
