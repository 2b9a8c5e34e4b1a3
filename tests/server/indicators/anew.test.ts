import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainColumns } from '#shared/grid/levels.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import { makeEngine, type Engine } from '../../../server/indicators/engine.ts';
import { planOf } from '../../../server/indicators/plan.ts';
import { makeRings, type Rings } from '../../../server/indicators/rings.ts';
import { makeWorld } from '../../../server/indicators/world.ts';
import type { IndicatorMatter } from '../../../server/storage/figures/indicator-matters.ts';
import { packWithSensors } from '../../support/stage.ts';
import { memoryHotLane } from '../../support/memory-hot-lane.ts';

/** Formulas over everything that a county has, some of them over others. */
const formulas = {
  mean: 'mean(water-level)',
  high: 'max(water-level, over: 3h)',
  worst: 'p90(water-level) - median(water-level)',
  out: 'count(water-level > 7)',
  west: 'mean(water-level, over: 1h, in: w)',
  heard: 'percent(heard(water-level), points(water-level))',
  today: 'reported()',
  rate: 'percent(on-time(over: 30d), due(over: 30d))',
  load: '@open / @sensors * 100',
  open: 'open(in: "e")',
  sensors: 'sensors-online',
  red: 'warnings(colours: red)',
  gdp: 'given(gdp) + growth(gdp)',
  both: '(@mean + @gdp) / 2',
} as const;
const indicatorOf = ([id, formula]: [string, string]): Indicator => ({
  id,
  name: { zh: id, en: id },
  domain: 'water',
  formula,
  measure: '',
  decimals: 1,
  better: 'none',
  owner: 'centre',
  cadence: 'live',
  version: 1,
  bounds: { high: 5 },
});
const sensors = 6;
const pack = packWithSensors(sensors);
pack.pack.indicators.push(...Object.entries(formulas).map(indicatorOf));
pack.pack.series = [
  {
    id: 'gdp',
    name: { zh: 'g', en: 'g' },
    measure: '',
    decimals: 1,
    cadence: 'day',
    owner: 'centre',
    system: { zh: 's', en: 's' },
    range: [0, 100],
  },
];
const plan = planOf(pack);

type Change =
  | { kind: 'wait'; ms: number }
  | { kind: 'reading'; sensor: number; ago: number; value: number }
  | { kind: 'matter'; id: string; closed: boolean; overdue: boolean; l1: string; ago: number }
  | { kind: 'given'; back: number; value: number }
  | { kind: 'warning'; colour: string };
const change = fc.oneof<fc.Arbitrary<Change>[]>(
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(secondMs, 9 * secondMs, minuteMs, hourMs, dayMs),
  }),
  fc.record({
    kind: fc.constant('reading' as const),
    sensor: fc.nat(sensors - 1),
    ago: fc.constantFrom(0, 0, 0, 7 * minuteMs, 2 * hourMs),
    value: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record({
    kind: fc.constant('matter' as const),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    closed: fc.boolean(),
    overdue: fc.boolean(),
    l1: fc.constantFrom('w', 'e'),
    ago: fc.integer({ min: 0, max: 40 }),
  }),
  fc.record({
    kind: fc.constant('given' as const),
    back: fc.nat(400),
    value: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record({ kind: fc.constant('warning' as const), colour: fc.constantFrom('red', 'blue') }),
);

const start = Date.UTC(2026, 10, 29, 4);
const midnight = (at: number): number => Math.floor(at / dayMs) * dayMs;

/** Lives through the changes, computing after each, and keeps what it was given. */
function live(changes: readonly Change[]) {
  let now = start;
  const hotLane = memoryHotLane(sensors);
  const rings = makeRings(sensors);
  const engine = makeEngine(makeWorld(pack, plan, { hotLane, rings }, () => now));
  engine.world.isCounted = true;
  const kept = { matters: new Map<string, IndicatorMatter>(), given: new Map<number, number>() };
  for (const one of changes) {
    if (one.kind === 'wait') now += one.ms;
    else take(engine, rings, hotLane, one, now, kept);
    engine.tick(now);
  }
  return { engine, hotLane, rings, now, kept };
}

function take(
  engine: Engine,
  rings: Rings,
  hotLane: ReturnType<typeof memoryHotLane>,
  one: Exclude<Change, { kind: 'wait' }>,
  now: number,
  kept: { matters: Map<string, IndicatorMatter>; given: Map<number, number> },
): void {
  if (one.kind === 'reading') {
    rings.add(one.sensor, now - one.ago, one.value);
    if (one.ago === 0) hotLane.measure(one.sensor, one.value, now);
    engine.markQuantity('water-level');
  } else if (one.kind === 'matter') {
    const reportedAt = now - one.ago * hourMs;
    const dueAt = reportedAt + dayMs;
    const closedAt = one.closed ? now : null;
    const matter: IndicatorMatter = {
      id: one.id,
      procedure: 'standard',
      child: false,
      node: 'handling',
      item: 'manhole',
      source: 'patrol',
      ...chainColumns([]),
      l1: one.l1,
      reportedAt,
      acceptedAt: reportedAt,
      filedAt: reportedAt,
      dispatchedAt: reportedAt,
      signedAt: null,
      closedAt,
      evaluatedAt: null,
      dueAt,
      owedAt: Math.min(closedAt ?? Infinity, dueAt),
      reworks: 0,
      extensions: 0,
      supervised: false,
      rating: null,
      ratedOwn: false,
      grassRoots: null,
      overdue: one.overdue,
      open: !one.closed,
    };
    engine.world.tally.put(matter);
    kept.matters.set(
      one.id,
      matter.owedAt !== null && matter.owedAt > now ? { ...matter, owedAt: null } : matter,
    );
    engine.markMatters();
  } else if (one.kind === 'given') {
    const at = midnight(now) - one.back * dayMs;
    engine.world.given.put('gdp', at, one.value);
    kept.given.set(at, one.value);
    engine.markGiven();
  } else {
    engine.world.warnings = [
      ...engine.world.warnings,
      { colour: one.colour, issuedAt: now, releasedAt: null },
    ];
    engine.markMatters();
  }
}

it('values kept up change by change are those of an engine that starts from what there is', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const { engine, hotLane, rings, now, kept } = live(changes);
      // A start: the rings come from a checkpoint, the rest from the database.
      const again = makeRings(sensors);
      expect(again.load(rings.dump(sensors), sensors)).toBe(true);
      const anew = makeEngine(makeWorld(pack, plan, { hotLane, rings: again }, () => now));
      anew.world.isCounted = true;
      anew.world.warnings = engine.world.warnings;
      for (const matter of kept.matters.values()) anew.world.tally.put(matter);
      for (const [at, value] of kept.given) anew.world.given.put('gdp', at, value);
      anew.tick(now);
      // Up to ten seconds may pass before silence is seen; a start sees it at once.
      engine.markAll();
      engine.tick(now);
      const values = (one: Engine) =>
        plan.all.map(({ indicator: { id } }, place) => [id, one.value(place), one.state(place)]);
      expect(values(engine)).toEqual(values(anew));
    }),
    { numRuns: 150 },
  );
});

it('a change computes what looks at it, and what stands on that, and nothing else', () => {
  const { engine } = live([]);
  engine.tick(start);
  expect(engine.tick(start)).toBe(0);
  engine.world.given.put('gdp', midnight(start), 40);
  engine.world.given.put('gdp', midnight(start) - 365 * dayMs, 20);
  engine.markGiven();
  expect(engine.tick(start)).toBe(1);
  expect(engine.value(must(plan.placeOf.get('gdp'), 'gdp'))).toBe(140);
  expect(engine.state(must(plan.placeOf.get('gdp'), 'gdp'))).toBe('2');
  expect(engine.cells().get('water')).toHaveLength(plan.all.length);
});
