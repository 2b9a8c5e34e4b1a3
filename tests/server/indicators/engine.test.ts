import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainColumns } from '#shared/grid/levels.ts';
import type { MatterEvent, MatterFilter } from '#shared/indicator/leaf.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { makeRings, noSums } from '../../../server/indicators/rings.ts';
import { makeTally, matches, type Tally, type TallyGround } from '../../../server/indicators/tally.ts';
import { percentile } from '../../../server/indicators/world.ts';
import type { IndicatorMatter } from '../../../server/storage/figures/indicator-matters.ts';

describe('rings of readings', () => {
  const now = Date.UTC(2026, 10, 29, 4, 3);
  /** Readings of a day and a half, in any order of arrival. */
  const readings = fc.array(
    fc.record({ ago: fc.integer({ min: 0, max: 36 * 60 }), value: fc.integer({ min: -50, max: 50 }) }),
    { maxLength: 60 },
  );

  it('are what a count over the readings comes to, whatever their order', () => {
    fc.assert(
      fc.property(readings, fc.integer({ min: 1, max: 24 }), (all, hours) => {
        const rings = makeRings(2);
        // What has come so far is never newer than the clock; the rest arrives late.
        for (const { ago, value } of all) rings.add(1, now - ago * minuteMs, value);
        const width = hours === 1 ? 5 * minuteMs : hourMs;
        const buckets = hours === 1 ? 12 : hours;
        const from = (Math.floor(now / width) - buckets + 1) * width;
        const inside = all.filter(({ ago }) => now - ago * minuteMs >= from).map(({ value }) => value);
        const sums = noSums();
        rings.collect(1, hours, now, sums);
        expect(sums).toEqual({
          n: inside.length,
          sum: inside.reduce((sum, value) => sum + value, 0),
          min: Math.min(Infinity, ...inside),
          max: Math.max(-Infinity, ...inside),
        });
        const none = noSums();
        rings.collect(0, hours, now, none);
        expect(none.n).toBe(0);
      }),
    );
  });

  it('go through a checkpoint', () => {
    const before = makeRings(3);
    for (let i = 0; i < 200; i++) before.add(i % 3, now - i * 7 * minuteMs, i);
    const after = makeRings(3);
    expect([after.load(before.dump(3), 3), makeRings(4).load(before.dump(3), 4)]).toEqual([true, false]);
    for (const slot of [0, 1, 2])
      for (const hours of [1, 5, 24]) {
        const [a, b] = [noSums(), noSums()];
        before.collect(slot, hours, now, a);
        after.collect(slot, hours, now, b);
        expect(b).toEqual(a);
      }
  });

  it('percentiles lie between the values beside them', () => {
    expect([0.5, 0.9, 0.1].map((share) => percentile([1, 2, 3, 4, 5], share))).toEqual([3, 4.6, 1.4]);
    expect(percentile([7], 0.9)).toBe(7);
  });
});

const events: readonly MatterEvent[] = [
  ...(['reported', 'accepted', 'filed', 'dispatched', 'signed', 'closed', 'due', 'due-closed'] as const),
  ...(['on-time', 'reworked', 'extended', 'grass-roots', 'rated', 'content'] as const),
  ...(['took-hours', 'sign-minutes'] as const),
];
const filter = (more: Partial<MatterFilter>): MatterFilter => ({
  items: null,
  domains: null,
  procedures: null,
  sources: null,
  grid: null,
  ...more,
});
const ground: TallyGround = {
  filters: [
    filter({}),
    filter({ items: ['a'] }),
    filter({ domains: ['water'], sources: ['patrol'] }),
    filter({ procedures: ['approval'], grid: 'g-1' }),
  ],
  now: () => Infinity,
  dayOf: (at) => Math.floor(at / dayMs),
  domainOf: (item) => (item === 'a' ? 'water' : 'traffic'),
  isEvent: (procedure) => procedure === 'standard',
};

const instant = fc.integer({ min: 0, max: 40 * 24 }).map((hour) => hour * hourMs);
const maybe = fc.option(instant);
const matter = fc.record<IndicatorMatter>({
  id: fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 'm6'),
  procedure: fc.constantFrom('standard', 'approval'),
  child: fc.boolean(),
  node: fc.constantFrom('dispatched', 'handling'),
  item: fc.constantFrom('a', 'b'),
  source: fc.constantFrom('patrol', 'citizen'),
  l1: fc.constantFrom('g-1', 'g-2', null),
  l2: fc.constant(null),
  l3: fc.constant(null),
  l4: fc.constant(null),
  l5: fc.constant(null),
  l6: fc.constant(null),
  reportedAt: instant,
  acceptedAt: maybe,
  filedAt: maybe,
  dispatchedAt: maybe,
  signedAt: maybe,
  closedAt: maybe,
  evaluatedAt: maybe,
  dueAt: instant,
  owedAt: maybe,
  reworks: fc.nat(2),
  extensions: fc.nat(1),
  supervised: fc.boolean(),
  rating: fc.option(fc.integer({ min: 1, max: 5 })),
  ratedOwn: fc.boolean(),
  grassRoots: fc.option(fc.boolean()),
  overdue: fc.boolean(),
  open: fc.boolean(),
});

const told = (tally: Tally): unknown =>
  ground.filters.map((_, i) => [
    events.map((event) => tally.sum(i, event, 3, 33)),
    (['open', 'overdue', 'unsigned', 'supervised'] as const).map((state) => tally.standing(i, state)),
    [...tally.matching(i)].map(({ id }) => id).toSorted(),
  ]);

describe('the tally of matters', () => {
  it('kept up change by change is what is made anew from how they stand', () => {
    fc.assert(
      fc.property(fc.array(matter, { maxLength: 40 }), (changes) => {
        const live = makeTally(ground);
        for (const change of changes) live.put(change);
        const last = new Map(changes.map((change) => [change.id, change]));
        const anew = makeTally(ground);
        for (const one of last.values()) anew.put(one);
        expect(told(live)).toEqual(told(anew));
        const open = [...last.values()].filter(
          (one) => one.open && matches(must(ground.filters[1], 'filter'), one, ground),
        );
        expect(live.standing(1, 'open')).toBe(open.length);
      }),
    );
  });

  it('counts a plain matter once for each of its events', () => {
    const tally = makeTally(ground);
    const day = (n: number): number => n * dayMs;
    tally.put({
      id: 'x',
      procedure: 'standard',
      child: false,
      node: 'closed',
      item: 'a',
      source: 'patrol',
      ...chainColumns(['g-1']),
      reportedAt: day(5),
      acceptedAt: day(5),
      filedAt: day(5),
      dispatchedAt: day(5),
      signedAt: day(5) + 30 * minuteMs,
      closedAt: day(6),
      evaluatedAt: day(7),
      dueAt: day(8),
      owedAt: day(6),
      reworks: 1,
      extensions: 0,
      supervised: false,
      rating: 5,
      ratedOwn: true,
      grassRoots: true,
      overdue: false,
      open: false,
    });
    const sum = (event: MatterEvent, from: number, to: number): number | null =>
      tally.sum(0, event, from, to);
    expect(sum('reported', 5, 5)).toBe(1);
    expect(sum('reported', 6, 9)).toBe(0);
    expect([sum('on-time', 6, 6), sum('due', 0, 9), sum('content', 7, 7)]).toEqual([1, 1, 1]);
    expect([sum('took-hours', 6, 6), sum('sign-minutes', 5, 5), sum('took-hours', 7, 9)]).toEqual([
      24,
      30,
      null,
    ]);
    expect([tally.openAt(0, 4), tally.openAt(0, 5), tally.openAt(0, 6)]).toEqual([0, 1, 0]);
  });
});
