import { edgesAt, type Bounds } from '#shared/indicator/bounds.ts';
import { isFormulaFault } from '#shared/indicator/formula.ts';
import { endsOf, evaluate, leafKey, type Leaf } from '#shared/indicator/leaf.ts';
import { leafText } from '#shared/indicator/leaf-text.ts';
import { dayOf, pointMs, type PointSpan } from '#shared/indicator/span.ts';
import { proposedBy, spellsOf } from '#shared/indicator/spells.ts';
import { ringsIn, typeFormula } from '#shared/indicator/typing.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayStart } from '#shared/clock/zone.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import { heldMsOf } from '#shared/warning/policy.ts';
import type * as wire from '#shared/wire/indicators.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { groundOfPack } from '../packs/formula-ground.ts';
import type { HourSums, IndicatorStore } from '../storage/indicators/indicator-store.ts';
import { unknownMs } from './beyond.ts';
import type { Engine } from './engine.ts';
import { openPastWorld, planWith, sensorsBelow } from './past-world.ts';
import { planOf } from './plan.ts';
import { isOfThePast, leafValue, leafValueOn, type World } from './world.ts';

/** What another formula or other bounds of an indicator would have said of the past, beside what was said. */

type Asked = wire.IndicatorRehearsalAsked;
interface Point {
  at: number;
  value: number;
}
export interface RehearsalGround {
  engine: Engine;
  /** What held at the instant that is asked for: by its definitions, bounds and lines all is tried, other indicators included. */
  held?: LoadedPack | undefined;
  store: Pick<IndicatorStore, 'points' | 'hoursOf'>;
  /** The number under which a sensor's readings are kept, by its ordinal. */
  numberOf(ordinal: number): number;
}

const spanMs: Record<Asked['span'], number> = {
  day: dayMs,
  week: 7 * dayMs,
  month: 30 * dayMs,
  year: 365 * dayMs,
};
/** Hours of instruments that one rehearsal goes through at the most. */
const mostHours = 120_000;

export async function rehearseIndicator(
  ground: RehearsalGround,
  place: number,
  asked: Asked,
  now: number,
): Promise<wire.IndicatorRehearsal | Refusal> {
  const present = { ...ground.engine.world, now: () => now };
  const { id } = must(present.plan.all[place], 'indicator').indicator;
  const world = ground.held ? heldWorld(present, ground.held) : present;
  const { loaded } = world;
  const indicator = loaded.pack.indicators.find((one) => one.id === id);
  if (!indicator) return refuse('unknown', 'no-indicator', 'indicator');
  const { formula, bounds, span } = asked;
  const fault = faultOf(world, id, formula);
  if (fault) return fault;
  const from = now - spanMs[span];
  const isSame = formula === indicator.formula;
  const tried = isSame ? null : await courseOf({ ...ground, world }, { ...indicator, formula }, from, now);
  if (tried && 'code' in tried) return tried;
  const step = tried?.step ?? stepOf(indicator, span);
  const kept = await ground.store.points(loaded.id, id, step, from, now + 1);
  const told = (points: readonly Point[], of: Bounds | undefined): wire.IndicatorRehearsal['after'] =>
    tellCourse(world, { id, points, bounds: of, step, now });
  return {
    from,
    to: now,
    step,
    basis: tried ? 'computed' : 'kept',
    before: told(kept, indicator.bounds),
    after: told(tried?.points ?? kept, bounds ?? undefined),
  };
}

/** What was measured and counted, by the definitions of then: a sensor has kept its number since, and one that came later is not named. */
const heldWorld = (present: World, held: LoadedPack): World =>
  held === present.loaded ? present : { ...present, loaded: held, plan: planOf(held) };

/** Kept points as fine as they are there for the whole span. */
function stepOf({ cadence }: Indicator, span: Asked['span']): PointSpan {
  const isFine = cadence === 'live';
  if (span === 'year' || !(isFine || cadence === 'hour')) return 'd';
  return span === 'day' && isFine ? 'm' : 'h';
}

function faultOf({ loaded, plan }: World, id: string, formula: string): Refusal | null {
  const typed = typeFormula(formula, groundOfPack(loaded));
  if (isFormulaFault(typed)) return refuse('invalid', typed.reason, 'formula');
  const needs = new Map(
    plan.all.map(({ indicator, formula: own }) => [indicator.id, endsOf(own).indicators]),
  );
  needs.set(id, endsOf(typed).indicators);
  return ringsIn(needs).length > 0 ? refuse('invalid', 'indicator-ring', 'formula') : null;
}

/** Its course by the other formula: by hours where it stands on instruments alone, else by days. */
async function courseOf(
  { world, store, numberOf }: RehearsalGround & { world: World },
  changed: Indicator,
  from: number,
  now: number,
): Promise<{ step: PointSpan; points: Point[] } | Refusal> {
  const plan = planWith(world.loaded, changed, world.plan);
  const without = plan.leaves.find((leaf) => leaf.kind !== 'readings' && !isOfThePast(leaf));
  if (without) return refuse('not-now', 'indicator-no-past', { what: leafText(without) }, 'formula');
  const sensors = sensorsBelow({ ...world, plan });
  if ((sensors.length * (now - from)) / hourMs > mostHours)
    return refuse('too-large', 'rehearsal-too-large', 'span');
  const first = Math.floor(from / hourMs) * hourMs;
  const sums = await store.hoursOf(sensors.map(numberOf), first - dayMs, now);
  const past = await openPastWorld(world, plan, hoursBy(sensors, numberOf, sums));
  const step = plan.leaves.every(({ kind }) => kind === 'readings' || kind === 'fact') ? 'h' : 'd';
  const points: Point[] = [];
  const note = (at: number, end: number): void => {
    past.turnTo(Math.floor(end / hourMs) * hourMs);
    const value = valueAt(past.world, changed.id, end);
    if (value !== null) points.push({ at, value });
  };
  const { calendar } = world;
  if (step === 'h') for (let at = first; at + hourMs <= now; at += hourMs) note(at, at + hourMs - 1);
  else
    for (let day = dayOf(world.calendar, from); day < dayOf(world.calendar, now); day++)
      note(dayStart(calendar, day), dayStart(calendar, day + 1) - 1);
  return { step, points };
}

/** The value of an indicator of a past world at the end of an hour. */
function valueAt(world: World, id: string, at: number): number | null {
  const { plan, calendar } = world;
  const leafAt = (leaf: Leaf): number | null => {
    const place = must(plan.leafOf.get(leafKey(leaf)), 'leaf');
    return leaf.kind === 'readings'
      ? leafValue(world, place, at)
      : leafValueOn(world, place, dayOf(calendar, at));
  };
  const valueOf = (one: string): number | null =>
    evaluate(must(plan.all[must(plan.placeOf.get(one), one)], one).formula, leafAt, valueOf);
  return valueOf(id);
}

function hoursBy(
  sensors: readonly number[],
  numberOf: (ordinal: number) => number,
  sums: readonly HourSums[],
): Map<number, Map<number, HourSums>> {
  const ordinals = new Map(sensors.map((ordinal) => [numberOf(ordinal), ordinal]));
  const found = new Map<number, Map<number, HourSums>>();
  for (const one of sums) {
    const ordinal = must(ordinals.get(one.sensor), 'sensor');
    const own = found.get(ordinal);
    if (own) own.set(one.at, one);
    else found.set(ordinal, new Map([[one.at, one]]));
  }
  return found;
}

const shownSpells = 20;

function tellCourse(
  { loaded, calendar }: World,
  of: { id: string; points: readonly Point[]; bounds: Bounds | undefined; step: PointSpan; now: number },
): wire.IndicatorRehearsal['after'] {
  const { points, bounds, step, now } = of;
  const edges = (at: number) => edgesAt(bounds, calendar, at);
  const gapMs = Math.max(unknownMs, 2 * pointMs[step]);
  const spells = (by: number) => spellsOf(points, edges, { by, gapMs, now });
  const own = spells(0);
  const lines = (loaded.pack.policy.warning?.proposes ?? []).filter(({ indicator }) => indicator === of.id);
  return {
    points: points.map(({ at, value }) => ({ at, value })),
    count: own.length,
    beyondMs: own.reduce((sum, { from, to }) => sum + (to ?? now) - from, 0),
    spells: own.toReversed().slice(0, shownSpells),
    proposals: lines.map((line) => ({
      colour: line.colour,
      count: proposedBy(spells(line.by ?? 0), heldMsOf(line), now),
    })),
  };
}
