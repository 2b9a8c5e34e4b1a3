import { describe, expect, it } from 'vitest';
import { wilson } from '#shared/indicator/rates.ts';
import {
  intervalAxis,
  intervalOf,
  laggard,
  rankChange,
  type LeagueRow,
} from '../../../client/apps/lead/league.ts';
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
});
