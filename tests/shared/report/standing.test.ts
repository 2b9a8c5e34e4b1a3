import { describe, expect, it } from 'vitest';
import { dayMs } from '#shared/kernel/span.ts';
import { openRate, standingGroup, standingWindow } from '#shared/report/standing.ts';
import { calendar } from '../../support/incident-world.ts';

describe('what the public sees of units', () => {
  it('is of whole days of local time before today', () => {
    const { from, to } = standingWindow('month', calendar, Date.parse('2026-11-22T00:30:00+08:00'));
    expect(new Date(to).toISOString()).toBe('2026-11-21T16:00:00.000Z');
    expect(to - from).toBe(30 * dayMs);
  });
  it('is no rate, and not even its numerator, when it rests on fewer than ten', () => {
    expect(openRate(9, 9)).toEqual({ numerator: null, denominator: 9, value: null });
    expect(openRate(9, 10)).toEqual({ numerator: 9, denominator: 10, value: 0.9 });
  });
  it('firms and societies that carry out services stand by themselves', () => {
    expect(
      (['enterprise', 'society', 'squad', 'town'] as const).map((kind) => standingGroup({ kind })),
    ).toEqual([...['supplier', 'supplier', 'department', 'town']]);
  });
});
