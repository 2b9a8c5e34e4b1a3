import { describe, expect, test } from 'vitest';
import { openTray } from '../../../server/ingest/tray.ts';

describe('the tray of unknown sensors', () => {
  test('each is counted with its last value, its range and its rhythm; the last heard stands first', () => {
    const tray = openTray();
    tray.note('a', 'plant', { sensor: 's1', at: 1_000, value: 3 }, 1_100);
    tray.note('a', 'plant', { sensor: 's2', at: 1_000, value: 9 }, 1_200);
    tray.note('a', 'plant', { sensor: 's1', at: 6_000, value: 1 }, 6_100);
    expect(tray.of('a')).toEqual([
      {
        sensor: 's1',
        source: 'plant',
        count: 2,
        firstAt: 1_100,
        lastAt: 6_100,
        at: 6_000,
        value: 1,
        least: 1,
        greatest: 3,
        everyMs: 5_000,
      },
      expect.objectContaining({ sensor: 's2', count: 1, everyMs: null }),
    ]);
    // Late readings tell nothing of the rhythm.
    tray.note('a', 'plant', { sensor: 's1', at: 2_000, value: 1 }, 7_000);
    expect(tray.of('a')[0]).toMatchObject({ everyMs: 5_000, count: 3 });
    expect(tray.of('b')).toEqual([]);
    tray.clear('a', ['s1', 'never']);
    expect(tray.of('a').map(({ sensor }) => sensor)).toEqual(['s2']);
  });

  test('whoever makes up names fills a tray and no more: the longest silent goes first, other counties are untouched', () => {
    const tray = openTray(50);
    tray.note('b', 'x', { sensor: 'kept', at: 1, value: 1 }, 1);
    for (let i = 0; i < 5_000; i++) tray.note('a', 'x', { sensor: `made-${i}`, at: i, value: 0 }, i);
    tray.note('a', 'x', { sensor: 'x'.repeat(65), at: 1, value: 0 }, 1);
    expect(tray.of('a')).toHaveLength(50);
    expect(tray.of('a')[0]?.sensor).toBe('made-4999');
    expect(tray.of('b')).toHaveLength(1);
  });
});
