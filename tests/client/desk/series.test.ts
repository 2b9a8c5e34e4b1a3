import { describe, expect, it } from 'vitest';
import { drawSeries } from '../../../client/apps/desk/dossier/series.ts';

describe('a series of readings', () => {
  it('fills its box and keeps its extremes', () => {
    const drawn = drawSeries(
      [
        [0, 4.1],
        [50, 4.31],
        [100, 4.2],
      ],
      100,
      40,
    );
    expect(drawn).toMatchObject({
      min: 4.1,
      max: 4.31,
      from: 0,
      to: 100,
      path: 'M0.0 40.0L50.0 0.0L100.0 21.0',
    });
    expect(drawSeries([[0, 1]], 100, 40)).toBeNull();
    expect(
      drawSeries(
        [
          [0, 1],
          [9, 1],
        ],
        100,
        40,
      )?.path,
    ).toBe('M0.0 20.0L100.0 20.0');
  });
});
