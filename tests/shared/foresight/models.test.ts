import { describe, expect, it } from 'vitest';
import { learnBreach, scoreBreach } from '#shared/foresight/breach.ts';
import { learnDemand, scoreDemand } from '#shared/foresight/demand.ts';
import { atOnce, beats, type KnownMatter } from '#shared/foresight/matter.ts';
import { isMissed, longestAway, patrolGaps, patrolWays } from '#shared/foresight/patrols.ts';
import { bestWay, hotSpots, lastMonth, leaning, scorePlaces } from '#shared/foresight/places.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { seeded } from '../../support/grids.ts';

const now = Date.UTC(2026, 10, 29);
const from = now - 50 * dayMs;
const split = now - 10 * dayMs;

/** Matters of fifty days. `lateOf`: how likely one of an item and unit is late. */
function made(lateOf: (item: string, lead: string) => number, n = 3_000): KnownMatter[] {
  const dice = seeded(11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
  return Array.from({ length: n }, (_, i) => {
    const [item, lead] = [pick(['a', 'b', 'c', 'd']), pick(['u', 'v', 'w'])];
    const reportedAt = from + dice() * 50 * dayMs;
    const late = dice() < lateOf(item, lead);
    const dueAt = reportedAt + 24 * hourMs;
    const closedAt = late ? dueAt + hourMs : reportedAt + dice() * 24 * hourMs;
    const [town, cell, source] = [pick(['t1', 't2']), pick(['c1', 'c2', 'c3']), pick(['patrol', 'hotline'])];
    return { id: `${i}`, item, lead, source, urgent: false, town, cell, reportedAt, dueAt, closedAt, late };
  }).toSorted((a, b) => a.reportedAt - b.reportedAt);
}

describe('likely to be late', () => {
  it('is found where unit and item speak together, and beats the shares of stages and items', () => {
    const matters = made((item, lead) => (item === 'a' ? 0.1 : 0.02) + (lead === 'u' ? 0.6 : 0));
    const score = atOnce(scoreBreach(matters, split, now));
    expect(beats(score)).toBe(true);
    const model = atOnce(learnBreach(matters, now));
    const open = { ...(matters[0] as KnownMatter), reportedAt: now, dueAt: now + dayMs };
    const likely = (lead: string): number => model.likely({ ...open, lead }, now);
    expect(likely('u')).toBeGreaterThan(2 * likely('v'));
    expect(model.likely(open, open.dueAt)).toBe(1);
  });

  it('is off where nothing speaks for it: the guess does as well', () => {
    const score = atOnce(
      scoreBreach(
        made(() => 0.1),
        split,
        now,
      ),
    );
    expect(score.n).toBeGreaterThan(500);
    expect(score.model / score.baseline).toBeGreaterThan(0.98);
    expect(beats({ ...score, model: score.baseline })).toBe(false);
    expect(beats({ ...score, model: 0, n: 99 })).toBe(false);
    expect(beats({ ...score, model: score.baseline * 0.99 })).toBe(false);
    expect(beats({ ...score, model: score.baseline * 0.97 })).toBe(true);
    // Of hits more is better, and a negative surprise may lie lower still.
    const hits = { measure: 'caught', baseline: 0.1, n: 500 } as const;
    expect([beats({ ...hits, model: 0.12 }), beats({ ...hits, model: 0.08 })]).toEqual([true, false]);
    const wonder = { measure: 'surprise', baseline: -0.1, n: 500 } as const;
    expect([beats({ ...wonder, model: -0.12 }), beats({ ...wonder, model: -0.09 })]).toEqual([true, false]);
  });
});

it('demand adds up to what came, by the hours in which it comes', () => {
  const isRest = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay());
  // Mornings and days of work bring more than the rest.
  const matters = made(() => 0).filter(
    ({ id, reportedAt }) =>
      new Date(reportedAt).getUTCHours() < 12 && (!isRest(reportedAt) || Number(id) % 4 === 0),
  );
  const asked = { from, to: now, offsetMs: 0 };
  const model = learnDemand(matters, ['t1', 't2'], asked);
  let sum = 0;
  for (let at = from; at < now; at += hourMs) sum += model.expected('t1', at) + model.expected('t2', at);
  expect(Math.abs(sum / matters.length - 1)).toBeLessThan(0.03);
  expect(model.expected('t1', now + 3 * hourMs)).toBeGreaterThan(8 * model.expected('t1', now + 15 * hourMs));
  expect(beats(scoreDemand(matters, ['t1', 't2'], { ...asked, split }))).toBe(true);
});

it('hot spots see what is near and new; patrol gaps what was not looked at', () => {
  const cells = [0, 1, 2, 3].map((i) => ({ cell: `c${i}`, x: i * 2_000, y: 0 }));
  const one = (cell: string, days: number, source = 'hotline') => ({
    cell,
    source,
    reportedAt: now - days * dayMs,
  });
  const matters = [
    one('c1', 1),
    one('c1', 2),
    one('c2', 40),
    one('c2', 41),
    one('c2', 42),
    one('c3', 3, 'patrol'),
  ];
  expect(hotSpots(matters, cells, now).map(({ cell }) => cell)).toEqual(['c1', 'c3', 'c2', 'c0']);
  // What comes later is not known yet.
  expect(hotSpots([one('c0', -1)], cells, now)[0]?.weight).toBe(0);
  expect(patrolGaps(matters, cells, now)[0]?.cell).toBe('c1');
  expect(patrolGaps(matters, cells, now).at(-1)?.cell).toBe('c3');
  const windows = { split: now - 9 * dayMs, to: now, windowMs: 3 * dayMs, counts: () => true };
  const score = scorePlaces([hotSpots, lastMonth], matters, cells, windows);
  expect([score.n, score.model >= 0, beats(score)]).toEqual([3, true, false]);
});

/** Sixty days in a square of 625 cells; `rateOf` a cell, and how many more each brings on the two days after it. */
function squared(
  rateOf: (x: number, y: number) => number,
  more = 0,
): {
  matters: KnownMatter[];
  cells: { cell: string; x: number; y: number }[];
} {
  const dice = seeded(7);
  const [like] = made(() => 0, 1);
  const cells = Array.from({ length: 625 }, (_, i) => ({
    cell: `c${i}`,
    x: (i % 25) * 500,
    y: Math.floor(i / 25) * 500,
  }));
  const matters: KnownMatter[] = [];
  const tell = (cell: string, at: number): void => {
    if (at >= now) return;
    matters.push({ ...(like as KnownMatter), id: `${matters.length}`, cell, reportedAt: at });
    if (dice() < more) tell(cell, at + dice() * 2 * dayMs);
  };
  for (const { cell, x, y } of cells) {
    const many = rateOf(x, y) * (0.5 + dice());
    for (let i = 0; i < many; i++) tell(cell, now - 60 * dayMs + dice() * 60 * dayMs);
  }
  return { matters: matters.toSorted((a, b) => a.reportedAt - b.reportedAt), cells };
}
function spotScore({ matters, cells }: ReturnType<typeof squared>) {
  const windows = { windowMs: 3 * dayMs, counts: () => true };
  const way = atOnce(bestWay(matters, cells, { ...windows, split: now - 24 * dayMs, to: now - 12 * dayMs }));
  return scorePlaces([way, lastMonth], matters, cells, { ...windows, split: now - 12 * dayMs, to: now });
}

it('hot spots: the way that the past speaks for beats the simple guess where neighbours share causes or one brings another, not where nothing does', () => {
  const hill = (x: number, y: number): number =>
    4 * Math.exp(-((x - 4_000) ** 2 + (y - 8_000) ** 2) / (2 * 2_000 ** 2)) + 0.2;
  expect(beats(spotScore(squared(hill)))).toBe(true);
  expect(beats(spotScore(squared(() => 1, 0.8)))).toBe(true);
  const even = spotScore(squared(() => 12));
  expect(even.n).toBeGreaterThan(400);
  expect(even.model / even.baseline).toBeLessThan(1.15);
});

it('hot spots: few matters lean on how many grids a cell has, many speak for themselves', () => {
  const dice = seeded(5);
  const cells = Array.from({ length: 200 }, (_, i) => ({
    cell: `c${i}`,
    x: i * 9_000,
    y: 0,
    parts: 1 + (i % 6),
  }));
  const score = (perGrid: number, rateOf: (parts: number, i: number) => number) => {
    const matters = cells.flatMap(({ cell, parts }, i) =>
      Array.from({ length: 600 }, () => ({
        cell,
        source: 'hotline',
        reportedAt: now - dice() * 60 * dayMs,
      })).filter(() => dice() < (perGrid * rateOf(parts, i)) / 10),
    );
    const windows = { split: now - 30 * dayMs, to: now, windowMs: 3 * dayMs, counts: () => true };
    return scorePlaces(
      [leaning, lastMonth],
      matters.toSorted((a, b) => a.reportedAt - b.reportedAt),
      cells,
      windows,
    );
  };
  const few = score(0.05, (parts) => parts);
  expect(few.model).toBeGreaterThan(1.1 * few.baseline);
  // Where the number of grids says nothing, what was counted does.
  const many = score(2, (_, i) => (i % 20 === 7 ? 4 : 1));
  expect(many.model).toBeGreaterThan(0.98 * many.baseline);
});

it('missed patrols: the way that the past speaks for beats the time since the last one where some cells have more to find, not where none has', () => {
  const told = ({ matters, cells }: ReturnType<typeof squared>) => {
    const dice = seeded(3);
    const some = matters.map((one) => ({ ...one, source: dice() < 0.6 ? 'patrol' : 'hotline' }));
    const windows = { windowMs: 3 * dayMs, counts: isMissed };
    const before = { ...windows, split: now - 24 * dayMs, to: now - 12 * dayMs };
    const way = atOnce(bestWay(some, cells, before, { of: patrolWays, counts: isMissed }));
    return scorePlaces([way, longestAway], some, cells, { ...windows, split: now - 12 * dayMs, to: now });
  };
  const hill = (x: number, y: number): number =>
    6 * Math.exp(-((x - 4_000) ** 2 + (y - 8_000) ** 2) / (2 * 2_000 ** 2)) + 1;
  expect(beats(told(squared(hill)))).toBe(true);
  const even = told(squared(() => 12));
  expect(even.n).toBeGreaterThan(300);
  expect(even.model / even.baseline).toBeLessThan(1.2);
});
