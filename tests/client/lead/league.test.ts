import { describe, expect, it } from 'vitest';
import { wilson } from '#shared/indicator/rates.ts';
import {
  intervalAxis,
  intervalOf,
  laggard,
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

  it('singles the last one out only when luck does not explain it', () => {
    const good = [row('a', 980, 1000), row('b', 970, 1000), row('c', 960, 1000)];
    expect(laggard([...good, row('d', 850, 1000)])).toBe('d');
    expect(laggard([...good, row('d', 9, 10)])).toBeNull();
    expect(laggard([...good, row('d', 850, 1000), row('e', 0, 0)])).toBe('d');
  });

  it('gives a unit the points of its parts, and nothing to those without a booking', () => {
    const unit = (id: string, parent?: string) => ({
      ...{
        id,
        kind: 'town' as const,
        name: { zh: id, en: id },
        place: { lng: 0, lat: 0 },
        phone: '1',
        skills: [],
      },
      ...(parent !== undefined && { parent }),
    });
    const score = (id: string, points: number, booked = true): UnitScore => ({
      ...{ unit: id, points, gained: { count: 0, points: 0 }, lost: { count: 0, points: 0 } },
      reasons: booked ? [{ reason: 'late', count: 1, points }] : [],
      ...{ onTimeClosing: rate(0, 0), onTimeHandling: rate(0, 0), rework: rate(0, 0) },
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
