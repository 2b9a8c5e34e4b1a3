import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { isOpen, isOverdue } from '#shared/incident/columns.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentEvent, IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { matterStates } from '#shared/indicator/leaf.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { makeEngine } from '../../../server/indicators/engine.ts';
import { daysOf, fillPast, hoursOf } from '../../../server/indicators/filling.ts';
import { knownSince, openKeptPast, reachOf } from '../../../server/indicators/kept-past.ts';
import { planOf } from '../../../server/indicators/plan.ts';
import { makeRings } from '../../../server/indicators/rings.ts';
import { makeStandingPast, spansOf } from '../../../server/indicators/standing-past.ts';
import { makeWorld } from '../../../server/indicators/world.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import { makePast } from '../../../server/past/past.ts';
import type { IndicatorMatter } from '../../../server/storage/figures/indicator-matters.ts';
import type { Version } from '../../../server/storage/indicators/indicator-store.ts';
import { memoryHotLane } from '../../support/memory-hot-lane.ts';
import { indicatorMatter, runningIndicator } from '../../support/running.ts';
import { packWithSensors } from '../../support/stage.ts';

const offsetMs = 480 * minuteMs;
const end = Date.UTC(2026, 10, 22, 7, 40);

/** What a county's people really did in some days, with how everything stood at the end of each hour, folded as it happened. */
let events: Map<string, IncidentEvent[]>;
let stood: Map<number, Record<(typeof matterStates)[number], number>>;

beforeAll(async () => {
  const pack = must((await loadPacks({ ...packFolders(), only: ['xuxiake'] }))[0], 'a pack');
  const past = makePast({
    pack,
    now: end,
    days: 5,
    seed: 3,
    scale: 1,
    head: () => '0'.repeat(64),
    refused: () => undefined,
    progress: () => undefined,
  });
  events = new Map();
  stood = new Map();
  const open = new Map<string, Incident>();
  let hour = 0;
  for (const { at, subject, by, fact } of past.entries) {
    for (const now = Math.floor((at + offsetMs) / hourMs); hour < now; hour = hour === 0 ? now : hour + 1)
      if (hour > 0) stood.set(hour, countOf(open.values()));
    if (!open.has(subject) && fact.kind !== 'reported') continue;
    const event: IncidentEvent = { at, by, fact: fact as IncidentFact };
    open.set(subject, evolve(open.get(subject) ?? null, event));
    events.set(subject, [...(events.get(subject) ?? []), event]);
  }
});

function countOf(all: Iterable<Incident>) {
  const counts = { open: 0, overdue: 0, unsigned: 0, supervised: 0 };
  for (const one of all) {
    if (!isOpen(one)) continue;
    counts.open += 1;
    counts.overdue += Number(isOverdue(one));
    counts.unsigned += Number(one.node === 'dispatched');
    counts.supervised += Number(one.flags.includes('supervised'));
  }
  return counts;
}

it('what stood open, overdue, unsigned and supervised at the end of each hour is what was folded then', () => {
  const hours = [...stood.keys()];
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  const past = makeStandingPast(2, {
    first,
    end: last + 1,
    hourOf: (at) => Math.floor((at + offsetMs) / hourMs),
  });
  for (const own of events.values()) past.add([1], spansOf(own));
  for (const [hour, counts] of stood)
    for (const state of matterStates)
      expect([hour, state, past.at(1, state, hour)]).toEqual([hour, state, counts[state]]);
  expect(Math.max(...[...stood.values()].map(({ overdue }) => overdue))).toBeGreaterThan(1);
  expect([past.at(0, 'open', first), past.at(1, 'open', first - 1), past.at(1, 'open', last + 1)]).toEqual([
    0,
    null,
    null,
  ]);
});

const formulas = {
  today: 'reported()',
  week: 'reported(over: 7d)',
  rate: 'percent(on-time(over: 7d), due(over: 7d))',
  took: 'took-hours(over: 7d)',
  late: 'overdue()',
  both: '@today + @late',
  level: 'mean(water-level)',
  heard: 'sensors-online',
};
const pack = packWithSensors(1);
pack.pack.indicators.push(...Object.entries(formulas).map(([id, text]) => runningIndicator(id, text)));
const plan = planOf(pack);
const placeOf = (id: keyof typeof formulas): number => must(plan.placeOf.get(id), id);
const now = Date.UTC(2026, 10, 22, 7, 40);

function engineOver(matters: readonly IndicatorMatter[]) {
  const hot = { hotLane: memoryHotLane(1), rings: makeRings(1) };
  const engine = makeEngine(makeWorld(pack, plan, hot, () => now));
  for (const matter of matters) engine.world.tally.put(matter);
  engine.world.isCounted = true;
  return engine;
}
const ports = { matters: { events: () => Promise.resolve(new Map()) }, now, isOver: () => false };

it('hours and days come to what a count of the matters comes to, and begin when the window is on record', async () => {
  const offset = pack.pack.calendar.utcOffsetMinutes * minuteMs;
  const anyMatters = fc.array(
    fc.record({
      ago: fc.integer({ min: 0, max: 12 * 24 * 60 }),
      took: fc.option(fc.integer({ min: 1, max: 5_000 })),
    }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(anyMatters, async (all) => {
      const matters = all.map(({ ago, took }, i): IndicatorMatter => {
        const one = indicatorMatter(`m${i}`, now - ago * minuteMs);
        const closedAt = took === null || took >= ago ? null : one.reportedAt + took * minuteMs;
        const owedAt = Math.min(one.dueAt, closedAt ?? one.dueAt);
        return { ...one, closedAt, owedAt: owedAt > now ? null : owedAt, open: closedAt === null };
      });
      const { world } = engineOver(matters);
      const places = [placeOf('today'), placeOf('week'), placeOf('took')];
      const past = await openKeptPast(world, places, ports);
      const count = (from: number, to: number): number =>
        matters.filter(({ reportedAt }) => reportedAt >= from && reportedAt <= to).length;
      const midnight = (at: number): number => Math.floor((at + offset) / dayMs) * dayMs - offset;
      for (const { at, value } of hoursOf(world, past, placeOf('today'), now))
        expect(value).toBe(count(midnight(at), at + hourMs - 1));
      for (const { at, value } of hoursOf(world, past, placeOf('week'), now))
        expect(value).toBe(count(midnight(at) - 6 * dayMs, at + hourMs - 1));
      for (const { at, value } of daysOf(world, past, placeOf('week'), now))
        expect(value).toBe(count(at - 6 * dayMs, at + dayMs - 1));
      const first = Math.min(...matters.map(({ reportedAt }) => reportedAt));
      expect(knownSince(world, placeOf('week'))).toBe(midnight(first) + 6 * dayMs);
      // A mean is one whatever it is over.
      expect(knownSince(world, placeOf('took'))).toBe(first);
      for (const { at, value } of hoursOf(world, past, placeOf('took'), now)) {
        const closed = matters.filter(
          ({ closedAt }) =>
            closedAt !== null && closedAt >= midnight(at) - 6 * dayMs && closedAt < at + hourMs,
        );
        const sum = closed.reduce((all, one) => all + ((one.closedAt ?? 0) - one.reportedAt) / hourMs, 0);
        expect(value).toBeCloseTo(sum / closed.length, 9);
      }
    }),
    // A county in which nothing has happened yet is one, too.
    { numRuns: 60, examples: [[[]]] },
  );
});

it('says what a course rests on, the part that reaches least far first', () => {
  const { world } = engineOver([]);
  const reaches = Object.keys(formulas).map((id) => [id, reachOf(world, placeOf(id as 'today'))]);
  expect(Object.fromEntries(reaches)).toEqual({
    ...{ today: 'record', week: 'record', rate: 'record', took: 'record' },
    ...{ late: 'standing', both: 'standing', level: 'instruments', heard: 'devices' },
  });
});

it('fills in a definition once, anew when more can be told, and keeps what was watched where the ledger is not read', async () => {
  const { world, ...engine } = engineOver([
    { ...indicatorMatter('old', now - 9 * dayMs), closedAt: now - 8 * dayMs, open: false },
    indicatorMatter('new', now - 2 * dayMs),
  ]);
  const versions = new Map<string, Version>();
  const log: string[] = [];
  const store = {
    versions: () => Promise.resolve(versions),
    putVersion: (_: string, one: Version) => Promise.resolve(void versions.set(one.indicator, one)),
    fill: (_: string, id: string, span: string, points: readonly unknown[]) =>
      Promise.resolve(void log.push(`fill ${id} ${span} ${points.length}`)),
    forget: (_: string, id: string, span: string, from: number) =>
      Promise.resolve(void log.push(`forget ${id} ${span} ${from === 0 ? 'all' : 'since'}`)),
  };
  const run = async (): Promise<string[]> => {
    log.length = 0;
    const told = { done: 0, of: 0 };
    await fillPast({ world, ...engine }, store, { ...ports, told });
    expect(told.done).toBe(told.of);
    return [...log];
  };
  const first = await run();
  expect(first.filter((one) => one.includes(' late ') || one.includes(' today '))).toEqual([
    'fill today d 9',
    'fill today h 192',
    'fill late d 9',
    'fill late h 192',
  ]);
  expect(first.some((one) => one.includes('level') || one.includes('heard'))).toBe(false);
  expect(await run()).toEqual([]);
  const late = must(versions.get('late'), 'late');
  versions.set('late', { ...late, filledForm: 1 });
  expect(await run()).toEqual(['forget late d since', 'fill late d 9', 'fill late h 192']);
  versions.set('late', { ...late, formula: 'open()' });
  expect(await run()).toEqual([
    ...['forget late d all', 'fill late d 9', 'forget late m all', 'forget late h all', 'fill late h 192'],
  ]);
  expect(must(versions.get('late'), 'late').version).toBe(late.version + 1);
});
