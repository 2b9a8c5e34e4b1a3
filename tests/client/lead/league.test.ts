import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '#shared/indicator/rates.ts';
import {
  intervalAxis,
  intervalOf,
  foldLeague,
  rankGroups,
  sortLeague,
  standingOf,
  pointsWithParts,
  rankChange,
  type LeagueRow,
} from '../../../client/apps/lead/league.ts';
import type { UnitScore } from '#shared/wire/supervision.ts';
import { rate } from './figures.ts';

function row(unit: string, onTime: number, due: number, rank = 1): LeagueRow {
  const onTimeClosing = rate(onTime, due);
  return {
    unit,
    name: unit,
    grid: unit,
    rank,
    rankBefore: null,
    score: due === 0 ? null : 90,
    ...wilson(onTimeClosing),
    onTimeClosing,
    closing: onTimeClosing,
    rework: rate(0, due),
    satisfaction: rate(0, 0),
    open: 0,
  };
}

describe('the league', () => {
  it('draws every interval and dot inside its axis', () => {
    const rows = [row('a', 990, 1000), row('b', 9, 12), row('c', 40, 47)];
    const axis = intervalAxis(rows);
    for (const one of rows) {
      const drawn = intervalOf(one, axis);
      expect(drawn?.left).toBeGreaterThanOrEqual(0);
      expect((drawn?.left ?? 0) + (drawn?.width ?? 0)).toBeLessThanOrEqual(100.001);
      expect(drawn?.dot).toBeGreaterThan(drawn?.left ?? 0);
      expect(drawn?.dot).toBeLessThan((drawn?.left ?? 0) + (drawn?.width ?? 0));
    }
  });

  it('draws nothing where nothing was due', () => {
    expect(intervalOf(row('a', 0, 0), intervalAxis([]))).toBeNull();
  });

  it('counts a smaller number of rank as a rise', () => {
    expect(rankChange({ rank: 3, rankBefore: 5 })).toBe(2);
    expect(rankChange({ rank: 17, rankBefore: 11 })).toBe(-6);
    expect(rankChange({ rank: 3, rankBefore: null })).toBeNull();
  });

  it('says that a unit is above or below all only when luck does not explain it', () => {
    const standing = (onTime: number, due: number) => standingOf(row('a', onTime, due), 0.95);
    expect([standing(995, 1000), standing(850, 1000), standing(9, 10), standing(0, 0)]).toEqual([
      'above',
      'below',
      'level',
      'level',
    ]);
    expect(standingOf(row('a', 1, 9), null)).toBe('level');
  });

  it('holds ranks together that the intervals cannot tell apart, and parts those that they can', () => {
    const rows = [
      row('a', 990, 1000, 1),
      row('b', 988, 1000, 2),
      row('c', 900, 1000, 3),
      row('d', 9, 10, 4),
      row('e', 600, 1000, 5),
      row('f', 0, 0, 6),
    ];
    const groups = rankGroups(rows);
    const said = rows.map(({ unit }) => groups.get(unit)).map((one) => one && `${one.first}-${one.last}`);
    expect(said).toEqual(['1-2', '1-2', '3-4', '3-4', '5-5', undefined]);
  });

  it('every group is whole: each member reaches up to its first, the next group does not', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 400 })), { maxLength: 40 }),
        (some) => {
          const rows = some
            .map(([onTime, due]) => [Math.min(onTime, due), due] as const)
            .toSorted((a, b) => b[0] / b[1] - a[0] / a[1])
            .map(([onTime, due], i) => row(`u${i}`, onTime, due, i + 1));
          const groups = rankGroups(rows);
          for (const one of rows) {
            const { first, last } = groups.get(one.unit) ?? { first: 0, last: 0 };
            const leader = rows[first - 1];
            expect((one.high ?? 1) >= (leader?.low ?? 0)).toBe(true);
            const next = rows[last];
            if (next) expect(next.high ?? 1).toBeLessThan(leader?.low ?? 0);
          }
        },
      ),
    ));

  it('sorts by any column both ways, with what has no value at the end and equals by rank', () => {
    const rows = [row('b', 9, 10, 2), row('a', 10, 10, 1), row('d', 0, 0, 4), row('c', 9, 10, 3)];
    const by = (falling: boolean): string =>
      sortLeague(rows, ({ onTimeClosing }) => onTimeClosing.value, falling)
        .map(({ unit }) => unit)
        .join('');
    expect([by(true), by(false)]).toEqual(['abcd', 'bcad']);
    expect(sortLeague(rows, ({ name }) => name, true)[0]?.unit).toBe('d');
  });

  it('a long league shows its first five and its last eight, and hides none when all are asked for', () => {
    const units = Array.from({ length: 102 }, (_, i) => i + 1);
    const { head, hidden, tail } = foldLeague(units, false);
    expect([head, hidden, tail]).toEqual([[1, 2, 3, 4, 5], 89, [95, 96, 97, 98, 99, 100, 101, 102]]);
    expect(foldLeague(units, true)).toEqual({ head: units, hidden: 0, tail: [] });
    expect(foldLeague(units.slice(0, 17), false).hidden).toBe(0);
  });

  it('gives a unit the points of its parts, and nothing to those without a booking', () => {
    const unit = (id: string, parent?: string) => ({
      id,
      kind: 'town' as const,
      name: { zh: id, en: id },
      place: { lng: 0, lat: 0 },
      phone: '1',
      skills: [],
      ...(parent !== undefined && { parent }),
    });
    const score = (id: string, points: number, booked = true): UnitScore => ({
      unit: id,
      points,
      gained: { count: 0, points: 0 },
      lost: { count: 0, points: 0 },
      reasons: booked ? [{ reason: 'late', count: 1, points }] : [],
      onTimeClosing: rate(0, 0),
      onTimeHandling: rate(0, 0),
      rework: rate(0, 0),
      orders: { received: 0, answered: 0, onTime: 0, open: 0 },
      appeals: { filed: 0, granted: 0, rejected: 0, open: 0 },
    });
    const units = [unit('centre'), unit('town', 'centre'), unit('village', 'town'), unit('city', 'centre')];
    const sums = pointsWithParts(units, [score('town', 1), score('village', -2.5), score('city', 0, false)]);
    expect([...sums]).toEqual([
      ['town', -1.5],
      ['centre', -1.5],
      ['village', -2.5],
    ]);
  });
});
