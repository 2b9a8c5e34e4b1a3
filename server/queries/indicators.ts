import { addTo } from '#shared/kernel/group-by.ts';
import type { GridLevel } from '#shared/grid/levels.ts';
import { denominatorOf, endsOf, evaluate, leafKey, type Leaf } from '#shared/indicator/leaf.ts';
import { leafText } from '#shared/indicator/leaf-text.ts';
import type { Calendar } from '#shared/clock/calendar.ts';
import { pointMs, pointStart, stepBack, yearBack, type PointSpan } from '#shared/indicator/span.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { heldMsOf } from '#shared/warning/policy.ts';
import type * as wire from '#shared/wire/indicators.ts';
import { areaLevel, byArea, endsBelow } from '../indicators/areas.ts';
import { edgesOf, type Engine } from '../indicators/engine.ts';
import { isKept, reachOf, type Reach } from '../indicators/kept-past.ts';
import type { Indicators } from '../indicators/indicators.ts';
import { leafValue, type World } from '../indicators/world.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Version } from '../storage/indicators/indicator-store.ts';
import type { IndicatorMatters } from '../storage/figures/indicator-matters.ts';

export type IndicatorRoom = Pick<Indicators, 'engine' | 'filling' | 'store' | 'give' | 'rehearse'> & {
  matters: Pick<IndicatorMatters, 'told'>;
};

/** All indicators of a county at a glance. */
export async function listIndicators(
  room: IndicatorRoom,
  jurisdiction: string,
  now: number,
): Promise<wire.IndicatorList> {
  const engine = room.engine(jurisdiction);
  const { plan, isCounted } = engine.world;
  const all = [...plan.all.keys()];
  const before = await comparedTo(room, engine, all, now, 'before');
  return {
    at: now,
    rows: all.map((place) => rowOf(engine, place, before.get(place)?.value ?? null)),
    filling: { ...room.filling(jurisdiction) },
    counted: isCounted,
    overview: engine.world.loaded.pack.overview ?? [],
  };
}

function rowOf({ world, ...engine }: Engine, place: number, before: number | null): wire.IndicatorRow {
  const { indicator, isOutside } = must(world.plan.all[place], 'indicator');
  const { id, name, domain, measure, decimals, better, cadence } = indicator;
  const isDemo = isOutside && seriesIn(world, place).some(({ demo }) => demo !== undefined);
  return {
    id,
    name,
    domain,
    measure,
    decimals,
    better,
    cadence,
    before,
    origin: isDemo ? 'demo' : isOutside ? 'outside' : 'live',
    value: engine.value(place),
    state: engine.state(place),
  };
}

/** The series that an indicator stands on. */
function seriesIn(world: World, place: number) {
  const named = new Set(
    endsBelow(world, place).flatMap((leaf) => (leaf.kind === 'given' ? [leaf.series] : [])),
  );
  return (world.loaded.pack.series ?? []).filter(({ id }) => named.has(id));
}

type Compared = 'before' | 'yearBefore';
/**
 * Kept points nearest to an instant: by minutes of the last days, then by hours, then by days. A point holds what was at the end of its
 * span, so of hours the one is taken whose end is nearest.
 */
const kept: readonly (readonly [span: PointSpan, youngerThan: number, slackMs: number])[] = [
  ['m', 2.5 * dayMs, 15 * minuteMs],
  ['h', 300 * dayMs, 2 * hourMs],
  ['d', Infinity, 0],
];
const untilOf: Readonly<Record<PointSpan, (at: number, calendar: Calendar) => number>> = {
  m: (at) => at,
  h: (at) => at - hourMs / 2,
  d: (at, calendar) => pointStart('d', calendar, at),
};

/** What indicators were a period or a year before; where nothing is kept of then, null. */
async function comparedTo(
  { store }: IndicatorRoom,
  { world }: Engine,
  places: readonly number[],
  now: number,
  what: Compared,
): Promise<Map<number, { at: number; value: number | null }>> {
  const { plan, calendar, given, loaded } = world;
  const found = new Map<number, { at: number; value: number | null }>();
  const byInstant = new Map<number, number[]>();
  for (const place of places) {
    const one = must(plan.all[place], 'indicator');
    const { formula } = one;
    if (formula.kind === 'leaf' && formula.leaf.kind === 'given' && formula.leaf.how === 'given') {
      const { series } = formula.leaf;
      const newest = given.last(series, now);
      const at = newest === null ? now : what === 'before' ? newest.at - 1 : yearBack(calendar, newest.at);
      const then = newest && given.last(series, what === 'before' ? at : at + hourMs);
      found.set(place, { at: then?.at ?? at, value: then?.value ?? null });
      continue;
    }
    const at = what === 'before' ? stepBack(one.overs, calendar, now) : yearBack(calendar, now);
    found.set(place, { at, value: null });
    addTo(byInstant, at, place);
  }
  for (const [at, own] of byInstant) {
    const ids = new Map(own.map((place) => [must(plan.all[place], 'indicator').indicator.id, place]));
    for (const [span, younger, slackMs] of kept) {
      if (now - at > younger || ids.size === 0) continue;
      const until = untilOf[span](at, calendar);
      const values = await store.before(loaded.id, [...ids.keys()], span, until, Math.max(1, slackMs));
      for (const [id, value] of values) {
        // Of a day its end is told, lest half a day be held against the whole of another unsaid.
        found.set(must(ids.get(id), id), { at: span === 'd' ? until + dayMs - 1 : at, value });
        ids.delete(id);
      }
    }
  }
  return found;
}

/** The warnings that an indicator proposes. */
export const warnsOf = ({ pack }: Pick<LoadedPack, 'pack'>, id: string): wire.IndicatorDetail['warns'] =>
  (pack.policy.warning?.proposes ?? [])
    .filter(({ indicator }) => indicator === id)
    .map((line) => ({
      colour: line.colour,
      title: line.title,
      by: line.by ?? 0,
      forMs: heldMsOf(line),
      ...(line.apart && { apart: line.level }),
    }));

/** One indicator with everything that it rests on, but for who changed it. */
export async function openIndicator(
  room: IndicatorRoom,
  jurisdiction: string,
  place: number,
  { now, level }: { now: number; level?: GridLevel | undefined },
): Promise<Omit<wire.IndicatorDetail, 'changes'>> {
  const engine = room.engine(jurisdiction);
  const { world } = engine;
  const { indicator } = must(world.plan.all[place], 'indicator');
  const [before, yearBefore, versions, first] = await Promise.all([
    comparedTo(room, engine, [place], now, 'before'),
    comparedTo(room, engine, [place], now, 'yearBefore'),
    room.store.history(jurisdiction, indicator.id),
    room.store.first(jurisdiction, indicator.id),
  ]);
  const reach = reachOf(world, place);
  const areas = byArea(world, place, now, level ?? areaLevel(world));
  const { grid } = world.loaded;
  return {
    row: rowOf(engine, place, before.get(place)?.value ?? null),
    at: now,
    since: engine.since(place) || null,
    formula: indicator.formula,
    owner: indicator.owner,
    bounds: indicator.bounds ?? null,
    ...edgesOf(world, place, now),
    before: must(before.get(place), 'before'),
    yearBefore: must(yearBefore.get(place), 'year before'),
    inputs: inputsOf(engine, place, now),
    names: namesOf(world, place),
    systems: seriesIn(world, place).map(({ system }) => system),
    areas:
      areas &&
      [...areas].map(([cell, value]) => ({ grid: cell, name: grid.byId.get(cell)?.name ?? cell, value })),
    byGrid: isOfInstruments(must(world.plan.all[place], 'indicator').formula),
    warns: warnsOf(world.loaded, indicator.id),
    past: { since: first, reach, isFilled: isFilled(reach, first, versions[0]) },
    versions: versions.map(({ version, formula, since, filledAt }) => ({
      version,
      formula,
      since,
      filledAt,
    })),
  };
}

/** Whether something of its course is from before the house knew this definition. */
function isFilled(reach: Reach, first: number | null, newest: Version | undefined): boolean {
  return isKept(reach) && newest?.filledAt != null && first !== null && first < newest.since;
}

/** Whether each grid's own value can be looked at each minute (as the check of a pack asks for). */
function isOfInstruments(formula: Parameters<typeof endsOf>[0]): boolean {
  const { leaves, indicators } = endsOf(formula);
  return indicators.length === 0 && leaves.every(({ kind }) => kind === 'readings');
}

function inputsOf(engine: Engine, place: number, now: number): wire.IndicatorDetail['inputs'] {
  const { world } = engine;
  const { plan } = world;
  const { formula } = must(plan.all[place], 'indicator');
  const numberOf = (leaf: Leaf): number | null =>
    leafValue(world, must(plan.leafOf.get(leafKey(leaf)), 'leaf'), now);
  const below = denominatorOf(formula);
  const among = new Set(below ? endsOf(below).leaves.map(leafKey) : []);
  const { leaves, indicators } = endsOf(formula);
  return [
    ...leaves.map((leaf) => ({
      text: leafText(leaf),
      value: numberOf(leaf),
      among: among.has(leafKey(leaf)),
    })),
    ...indicators.map((id) => ({
      text: `@${id}`,
      value: evaluate({ kind: 'indicator', id }, numberOf, (one) =>
        engine.value(must(plan.placeOf.get(one), one)),
      ),
      among: below?.kind === 'indicator' && below.id === id,
    })),
  ];
}

/** Names that the words of a formula need and a pack's digest does not have. */
function namesOf(world: World, place: number): Record<string, Localized> {
  const { loaded, plan } = world;
  const names: Record<string, Localized> = {};
  for (const leaf of endsBelow(world, place)) {
    if (leaf.kind === 'given')
      for (const { id, name } of loaded.pack.series ?? []) if (id === leaf.series) names[id] = name;
    if (leaf.kind !== 'readings') continue;
    const sensor = loaded.pack.sensors.find(({ quantity }) => quantity === leaf.quantity);
    // An instrument is named after its place and what it measures.
    if (sensor)
      names[leaf.quantity] = {
        zh: sensor.name.zh.split(' ').slice(1).join(' ') || sensor.name.zh,
        en: sensor.name.en.replace(` ${sensor.id}`, ''),
      };
  }
  for (const below of must(plan.all[place], 'indicator').needs) {
    const { id, name } = must(plan.all[below], 'indicator').indicator;
    names[id] = name;
  }
  return names;
}

const spans: Record<wire.TrendSpan, readonly [step: PointSpan, ms: number]> = {
  hour: ['m', hourMs],
  day: ['m', dayMs],
  week: ['h', 7 * dayMs],
  month: ['d', 31 * dayMs],
  year: ['d', 366 * dayMs],
  years: ['d', 5 * 366 * dayMs],
};

/** Its course; of what has no course by hours, by days. */
export async function trendOfIndicator(
  { engine, store }: IndicatorRoom,
  jurisdiction: string,
  place: number,
  span: wire.TrendSpan,
  now: number,
): Promise<wire.IndicatorTrend> {
  const { plan } = engine(jurisdiction).world;
  const { id } = must(plan.all[place], 'indicator').indicator;
  const [step, ms] = spans[span];
  const from = now - ms;
  const points = await store.points(jurisdiction, id, step, from, now + 1);
  const coarser = ({ m: 'h', h: 'd' } as const)[step as 'm'];
  if (coarser && (points[0]?.at ?? Infinity) > from + 2 * pointMs[coarser]) {
    const wider = await store.points(jurisdiction, id, coarser, from, now + 1);
    // What was watched for minutes only is told by the hours that were filled in, and so on.
    if (wider.length > 0 && reachesFurther(wider, points, pointMs[coarser]))
      return { from, to: now, step: coarser, points: wider };
  }
  return { from, to: now, step, points };
}

function reachesFurther(
  wider: readonly { at: number }[],
  finer: readonly { at: number }[],
  widthMs: number,
): boolean {
  const [first, fine] = [wider[0]?.at ?? Infinity, finer[0]?.at ?? Infinity];
  return finer.length < 2 || first + widthMs < fine;
}

/** Names of the areas that an indicator may be opened by. */
export const isArea = (world: World, cell: string): boolean =>
  world.loaded.grid.levels[areaLevel(world) - 1]?.some(({ id }) => id === cell) ?? false;
