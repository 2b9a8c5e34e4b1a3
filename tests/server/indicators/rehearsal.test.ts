import { expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { dayOf } from '#shared/indicator/span.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import type { IndicatorRehearsal, IndicatorRehearsalAsked } from '#shared/wire/indicators.ts';
import { followBounds } from '../../../server/indicators/beyond.ts';
import { makeEngine } from '../../../server/indicators/engine.ts';
import { planOf } from '../../../server/indicators/plan.ts';
import { daysOf } from '../../../server/indicators/filling.ts';
import { openKeptPast } from '../../../server/indicators/kept-past.ts';
import { rehearseIndicator } from '../../../server/indicators/rehearsal.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { makeRings } from '../../../server/indicators/rings.ts';
import { makeWorld } from '../../../server/indicators/world.ts';
import type { HourSums, Point } from '../../../server/storage/indicators/indicator-store.ts';
import { memoryHotLane } from '../../support/memory-hot-lane.ts';
import { indicatorMatter, runningIndicator } from '../../support/running.ts';
import { seeded } from '../../support/grids.ts';
import { packWithSensors } from '../../support/stage.ts';

const sensors = 4;
const formulas = {
  shown: 'max(water-level)',
  load: '@open / 2',
  open: 'open()',
  // What is rehearsed below, living beside it.
  mean: 'mean(water-level)',
  lasting: 'mean(water-level, over: 3h) + @mean',
  share: 'share(water-level > 4)',
  day: 'reported(over: 7d)',
};
const pack = packWithSensors(sensors);
pack.pack.indicators.push(...Object.entries(formulas).map(([id, text]) => runningIndicator(id, text)));
pack.pack.policy.warning = {
  proposes: [
    { kind: 'k', indicator: 'shown', least: 1, level: 0, colour: 'blue', title: 't', measures: '' },
    {
      kind: 'k',
      indicator: 'shown',
      by: 2,
      forMs: 90 * minuteMs,
      least: 1,
      level: 0,
      colour: 'red',
      title: 't',
      measures: '',
    },
  ],
};
const plan = planOf(pack);
const placeOf = (id: string): number => must(plan.placeOf.get(id), id);
const dayOfPack = (at: number): number => dayOf(pack.pack.calendar, at);
const lowered = (one: Indicator): Indicator => ({ ...one, bounds: { high: 1 } });
const end = Date.UTC(2026, 10, 29, 4);

/** A day of readings every ten minutes, with what the living indicators were at the end of each hour. */
async function live() {
  let now = end - 30 * hourMs;
  const dice = seeded(5);
  const hotLane = memoryHotLane(sensors);
  const rings = makeRings(sensors);
  const engine = makeEngine(makeWorld(pack, plan, { hotLane, rings }, () => now));
  engine.world.isCounted = true;
  const points = new Map<string, Point[]>();
  const hours = new Map<string, HourSums>();
  for (let i = 0; i < 60; i++) engine.world.tally.put(indicatorMatter(`m${i}`, end - dice() * 9 * dayMs));
  for (; now < end; now += 10 * minuteMs) {
    for (let sensor = 0; sensor < sensors; sensor++) {
      const value = Math.round(dice() * 80) / 10;
      rings.add(sensor, now, value);
      hotLane.measure(sensor, value, now);
      note(hours, sensor, now, value);
    }
    engine.markAll();
    engine.tick(now);
    if ((now + 10 * minuteMs) % hourMs !== 0) continue;
    for (const [id, place] of plan.placeOf) {
      const value = engine.value(place);
      const at = now - (now % hourMs);
      if (value !== null) points.set(id, [...(points.get(id) ?? []), { at, value, low: value, high: value }]);
    }
  }
  now = end;
  const store = {
    points: (_: string, id: string, span: string, from: number) =>
      Promise.resolve((span === 'd' ? [] : (points.get(id) ?? [])).filter(({ at }) => at >= from)),
    hoursOf: (numbers: readonly number[], from: number, to: number) =>
      Promise.resolve(
        [...hours.values()].filter(({ sensor, at }) => numbers.includes(sensor) && at >= from && at < to),
      ),
  };
  const ask = async (
    id: string,
    asked: Partial<IndicatorRehearsalAsked>,
    { at = end, held }: { at?: number; held?: LoadedPack } = {},
  ): Promise<IndicatorRehearsal> => {
    const { formula } = must(plan.all[placeOf(id)], id).indicator;
    const ground = { engine, store, held, numberOf: (ordinal: number) => ordinal + 100 };
    const body = { formula, bounds: { high: 5 }, span: 'day' as const, ...asked };
    const answer = await rehearseIndicator(ground, placeOf(id), body, at);
    if (isRefusal(answer)) throw new Error(`${answer.code} ${answer.field ?? ''} ${answer.reason}`);
    return answer;
  };
  return { engine, points, ask, store };
}

function note(hours: Map<string, HourSums>, sensor: number, now: number, value: number): void {
  const at = now - (now % hourMs);
  const before = hours.get(`${sensor} ${at}`);
  hours.set(`${sensor} ${at}`, {
    sensor: sensor + 100,
    at,
    n: (before?.n ?? 0) + 1,
    sum: (before?.sum ?? 0) + value,
    min: Math.min(before?.min ?? Infinity, value),
    max: Math.max(before?.max ?? -Infinity, value),
    last: value,
  });
}

it.each(['mean', 'lasting', 'share'] as const)(
  'a formula over instruments says of the past what it said living: %s',
  async (living) => {
    const { ask, points } = await live();
    const told = await ask('shown', { formula: formulas[living] });
    expect([told.basis, told.step, told.after.points.length]).toEqual(['computed', 'h', 24]);
    const lived = must(points.get(living), living).filter(({ at }) => at >= told.from);
    expect(told.after.points.map(({ at }) => at)).toEqual(lived.map(({ at }) => at));
    for (const [i, { value }] of told.after.points.entries())
      expect(value).toBeCloseTo(lived[i]?.value ?? NaN, 9);
    expect(told.before.points).toEqual(
      must(points.get('shown'), 'shown')
        .filter(({ at }) => at >= told.from)
        .map(({ at, value }) => ({ at, value })),
    );
  },
);

it('one over matters goes by days, as the past that is filled in does', async () => {
  const { ask, engine } = await live();
  const told = await ask('shown', { formula: 'reported(over: 7d)', span: 'week' });
  expect([told.basis, told.step]).toEqual(['computed', 'd']);
  const ports = { matters: { events: () => Promise.resolve(new Map()) }, now: end, isOver: () => false };
  const past = await openKeptPast(engine.world, [placeOf('day')], ports);
  const filled = daysOf(engine.world, past, placeOf('day'), end);
  expect(told.after.points.length).toBe(7);
  expect(filled.length).toBeGreaterThan(0);
  expect(told.after.points).toEqual(expect.arrayContaining(filled));
});

it('at an instant of the past it knows what was known then, by what held then', async () => {
  const { ask, engine } = await live();
  const at = end - 2 * dayMs;
  const asked = { formula: 'closed(over: 7d)', span: 'week' } as const;
  engine.world.tally.put({ ...indicatorMatter('old', at - 3 * dayMs), closedAt: at - dayMs, open: false });
  const before = await ask('shown', asked, { at });
  // What came to an end since, and what was reported since, was not known.
  engine.world.tally.put({ ...indicatorMatter('late', at - 3 * dayMs), closedAt: at + hourMs, open: false });
  const open = await ask('shown', { formula: 'open()', span: 'week' }, { at });
  expect(await ask('shown', asked, { at })).toEqual(before);
  expect(before.to).toBe(at);
  expect(before.after.points.at(-1)).toMatchObject({ value: 1 });
  const known = [...engine.world.tally.all()].filter(
    ({ reportedAt }) => dayOfPack(reportedAt) < dayOfPack(at),
  );
  expect(open.after.points.at(-1)?.value).toBe(known.length - 1);
  // The bounds and lines that held then.
  const held = {
    ...pack,
    pack: {
      ...pack.pack,
      policy: { ...pack.pack.policy, warning: { proposes: [] } },
      indicators: pack.pack.indicators.map(lowered),
    },
  };
  const then = await ask('shown', {}, { at: end, held });
  const now = await ask('shown', {});
  expect(then.before.count).toBeGreaterThan(now.before.count);
  expect([then.before.proposals, now.before.proposals.length]).toEqual([[], 2]);
  // Other indicators that a formula names are those of then, and one that came since is not known.
  const tripled = (one: Indicator): Indicator =>
    one.id === 'mean' ? { ...one, formula: 'mean(water-level) * 3' } : one;
  const other = { ...pack, pack: { ...pack.pack, indicators: pack.pack.indicators.map(tripled) } };
  const [named, namedThen] = [
    await ask('shown', { formula: '@mean' }),
    await ask('shown', { formula: '@mean' }, { held: other }),
  ];
  expect(named.after.points.length).toBe(24);
  for (const [i, { value }] of namedThen.after.points.entries())
    expect(value).toBeCloseTo(3 * (named.after.points[i]?.value ?? NaN), 9);
  const withoutDay = { ...other, pack: { ...other.pack, indicators: other.pack.indicators.slice(0, -1) } };
  await expect(ask('shown', { formula: '@day' }, { held: withoutDay })).rejects.toThrow(/invalid formula/);
  const none = { ...held, pack: { ...held.pack, indicators: [] } };
  await expect(ask('shown', {}, { at, held: none })).rejects.toThrow(/unknown indicator/);
});

it('other bounds alone are held against what was noted; lines count what they would have proposed', async () => {
  const { ask, points } = await live();
  const told = await ask('shown', { bounds: { high: 7 }, span: 'week' });
  expect(told.basis).toBe('kept');
  const day = must(points.get('shown'), 'shown').filter(({ at }) => at >= told.from);
  const beyond = (high: number): number => day.filter(({ value }) => value > high).length;
  expect(told.after.beyondMs).toBe(beyond(7) * hourMs);
  expect(told.before.beyondMs).toBe(beyond(5) * hourMs);
  expect(told.after.proposals.map(({ colour }) => colour)).toEqual(['blue', 'red']);
  expect(told.after.proposals[0]?.count).toBe(told.after.count);
  const none = await ask('shown', { bounds: null, span: 'week' });
  expect([none.after.count, none.after.proposals.map(({ count }) => count)]).toEqual([0, [0, 0]]);
});

it.each([
  ['mean(', /invalid formula/],
  ['@load', null],
  ['mean(no-such)', /invalid formula/],
  ['sensors-online', /not-now formula/],
  ['overdue()', /not-now formula/],
])('%s is refused with its reason', async (formula, fault) => {
  const { ask } = await live();
  const asking = ask('open', { formula });
  // `load` stands on `open`.
  await expect(asking).rejects.toThrow(fault ?? /invalid formula/);
});

it('a restart makes nothing young: what lies beyond its bound has lain there since before', async () => {
  const { engine, store, points } = await live();
  const course = must(points.get('shown'), 'shown').slice(-3);
  const at = (i: number): number => end - (3 - i) * 5 * minuteMs;
  const told = (values: readonly number[]) => ({
    points: () => Promise.resolve(values.map((value, i) => ({ at: at(i), value, low: value, high: value }))),
  });
  expect(course).toHaveLength(3);
  const since = async (values: readonly number[]) =>
    (await followBounds(engine, told(values), end)).beyond().map((one) => [one.line, one.since]);
  expect(await since([3, 6, 6])).toEqual([[0, at(1)]]);
  expect(await since([8, 8, 8])).toEqual([
    [0, at(0)],
    [1, at(0)],
  ]);
  expect(await since([8, 8, 3])).toEqual([]);
  const watched = await followBounds(engine, store, end - dayMs);
  const now = engine.value(placeOf('shown')) ?? 0;
  watched.look(end);
  expect(watched.beyond().length > 0).toBe(now > 5);
});

it('a line that stands apart looks at each grid by its own value, once a minute', async () => {
  const apart = { ...pack, pack: { ...pack.pack, policy: { ...pack.pack.policy } } };
  const line = { kind: 'k', least: 1, level: 1, title: 't', measures: '', apart: true } as const;
  const proposes = [
    { ...line, indicator: 'shown', colour: 'blue' as const },
    { ...line, indicator: 'shown', colour: 'yellow' as const, grid: 'e' },
  ];
  apart.pack.policy.warning = { proposes };
  let now = end;
  const hotLane = memoryHotLane(sensors);
  const rings = makeRings(sensors);
  const engine = makeEngine(makeWorld(apart, plan, { hotLane, rings }, () => now));
  const watched = await followBounds(engine, { points: () => Promise.resolve([]) }, now);
  // Even ordinals stand in the western town.
  const measure = (west: number, east: number): void => {
    for (let sensor = 0; sensor < sensors; sensor++)
      hotLane.measure(sensor, sensor % 2 === 0 ? west : east, now);
    engine.markAll();
    engine.tick(now);
    watched.look(now);
  };
  const told = (of = 0) =>
    watched.beyond().flatMap(({ line: at, area, value, since }) => (at === of ? [[area, value, since]] : []));
  measure(8, 2);
  expect(told()).toEqual([['w', 8, end]]);
  now += 30_000;
  measure(8, 9);
  expect(told()).toEqual([['w', 8, end]]);
  now += 30_000;
  measure(7, 9);
  expect(told()).toEqual([
    ['w', 7, end],
    ['e', 9, now],
  ]);
  now += minuteMs;
  measure(2, 9);
  expect(told().map(([area]) => area)).toEqual(['e']);
  // A line of one grid sees that grid alone.
  measure(9, 9);
  now += minuteMs;
  measure(9, 9);
  expect(told().map(([area]) => area)).toEqual(['e', 'w']);
  expect(told(1).map(([area]) => area)).toEqual(['e']);
});
