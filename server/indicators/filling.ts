import { dayOf, pointStart } from '#shared/indicator/span.ts';
import { must } from '#shared/kernel/must.ts';
import { dayStart, hourStart, localHour, localOf } from '#shared/clock/zone.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { IndicatorMatters } from '../storage/figures/indicator-matters.ts';
import type { IndicatorStore, Version } from '../storage/indicators/indicator-store.ts';
import type { Engine } from './engine.ts';
import { isKept, knownSince, openKeptPast, reachOf, type KeptPast } from './kept-past.ts';
import type { World } from './world.ts';

/** How far a county's past is filled in. */
export interface Filling {
  done: number;
  of: number;
}
/** Days that are filled in at the most. */
const mostDays = 400;
/** Raised when more can be told of the past than before: what was filled in by then is filled in again. */
const form = 2;

type Store = Pick<IndicatorStore, 'versions' | 'fill' | 'forget' | 'putVersion'>;
interface FillPorts {
  now: number;
  told: Filling;
  matters: Pick<IndicatorMatters, 'events'>;
  isOver(): boolean;
}

/** Fills in the days before today and the hours before this one of every indicator whose definition is new or changed. */
export async function fillPast({ world }: Engine, store: Store, ports: FillPorts): Promise<void> {
  const { loaded, plan } = world;
  const { now, told, isOver } = ports;
  const versions = await store.versions(loaded.id);
  const wanted = plan.all.flatMap((one, place) => {
    const known = versions.get(one.indicator.id);
    const isSame =
      known?.formula === one.indicator.formula && known.filledAt !== null && known.filledForm === form;
    return isSame ? [] : [{ place, known }];
  });
  told.of = wanted.length;
  if (wanted.length === 0) return;
  const places = wanted.map(({ place }) => place).filter((place) => isKept(reachOf(world, place)));
  const past = await openKeptPast(world, places, ports);
  for (const { place, known } of wanted) {
    if (isOver()) return;
    await fillOne(world, store, { past, place, known, now });
    told.done += 1;
    await new Promise((go) => setImmediate(go));
  }
}

async function fillOne(
  world: World,
  store: Store,
  { past, place, known, now }: { past: KeptPast; place: number; known: Version | undefined; now: number },
): Promise<void> {
  const { loaded, plan } = world;
  const { indicator } = must(plan.all[place], 'indicator');
  const isChanged = known !== undefined && known.formula !== indicator.formula;
  const reach = reachOf(world, place);
  if (isKept(reach)) {
    const days = daysOf(world, past, place, now);
    // What was watched before the ledger is read back for stays, unless it was computed by another formula.
    const keeps = reach === 'standing' && !isChanged ? (days[0]?.at ?? now) : 0;
    await putDays(world, store, { id: indicator.id, days, now, from: known ? keeps : now });
    if (isChanged)
      for (const span of ['m', 'h'] as const) await store.forget(loaded.id, indicator.id, span, 0, now);
    if (indicator.cadence === 'live' || indicator.cadence === 'hour')
      await store.fill(loaded.id, indicator.id, 'h', hoursOf(world, past, place, now));
  }
  await store.putVersion(loaded.id, {
    indicator: indicator.id,
    formula: indicator.formula,
    filledAt: now,
    filledForm: form,
    version: isChanged
      ? Math.max(known.version + 1, indicator.version)
      : (known?.version ?? indicator.version),
    since: known && !isChanged ? known.since : now,
  });
}

type Points = { at: number; value: number }[];

/** Puts days in the place of those since `from` that are over. */
async function putDays(
  { loaded, calendar }: World,
  store: Pick<IndicatorStore, 'fill' | 'forget'>,
  { id, days, now, from }: { id: string; days: Points; now: number; from: number },
): Promise<void> {
  const today = pointStart('d', calendar, now);
  if (from < today) await store.forget(loaded.id, id, 'd', from, today);
  if (days.length > 0) await store.fill(loaded.id, id, 'd', days);
}

/** Fills in anew the days of indicators whose series were told late or put right. */
export async function refillDays(
  { world }: Engine,
  store: Pick<IndicatorStore, 'fill' | 'forget'>,
  places: readonly number[],
  ports: Omit<FillPorts, 'told'>,
): Promise<void> {
  const { now } = ports;
  const kept = places.filter((place) => isKept(reachOf(world, place)));
  if (kept.length === 0) return;
  const past = await openKeptPast(world, kept, ports);
  for (const place of kept) {
    const { id } = must(world.plan.all[place], 'indicator').indicator;
    const days = daysOf(world, past, place, now);
    if (days.length === 0) continue;
    await putDays(world, store, { id, days, now, from: days[0]?.at ?? now });
    await new Promise((go) => setImmediate(go));
  }
}

/** Its days before today, oldest first. */
export function daysOf(world: World, past: Pick<KeptPast, 'onDay'>, place: number, now: number): Points {
  const { calendar } = world;
  const today = dayOf(calendar, now);
  const since = knownSince(world, place);
  const points: Points = [];
  for (
    let day = Math.max(today - mostDays, since === Infinity ? today : dayOf(calendar, since));
    day < today;
    day++
  ) {
    const value = past.onDay(place, day);
    if (value !== null) points.push({ at: dayStart(calendar, day), value });
  }
  return points;
}

/** Its hours before this one, as far back as hours are told. */
export function hoursOf(
  world: World,
  past: Pick<KeptPast, 'atHour' | 'firstHour'>,
  place: number,
  now: number,
): Points {
  const { calendar } = world;
  const since = knownSince(world, place);
  const end = localHour(calendar, now);
  const points: Points = [];
  const first = Math.max(
    past.firstHour,
    since === Infinity ? end : Math.ceil(localOf(calendar, since) / hourMs),
  );
  for (let hour = first; hour < end; hour++) {
    // One that the clocks leap over is none.
    if (hourStart(calendar, hour) === hourStart(calendar, hour + 1)) continue;
    const value = past.atHour(place, hour);
    if (value !== null) points.push({ at: hourStart(calendar, hour), value });
  }
  return points;
}
