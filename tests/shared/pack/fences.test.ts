import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { isInFence } from '#shared/pack/fence.ts';
import { isOnDuty, sinceInDay, trackKeptMs } from '#shared/pack/tracks.ts';
import { calendar } from '../../support/incident-world.ts';

/** Monday 30 November 2026, midnight in the county. */
const monday = Date.UTC(2026, 10, 30) - calendar.utcOffsetMinutes * minuteMs;

describe('duty hours', () => {
  const day = { posts: ['patroller' as const], from: 480, to: 1080 };
  const night = { posts: ['patroller' as const], weekdays: [1], from: 1320, to: 360 };

  it('a span of the day holds its beginning and not its end', () => {
    expect([479, 480, 1079, 1080].map((m) => sinceInDay(day, calendar, monday + m * minuteMs))).toEqual([
      null,
      monday + 480 * minuteMs,
      monday + 480 * minuteMs,
      null,
    ]);
  });
  it('a night is of the day on which it began', () => {
    const begin = monday + 22 * hourMs;
    expect(sinceInDay(night, calendar, begin + 7 * hourMs)).toBe(begin);
    expect(sinceInDay(night, calendar, begin + 8 * hourMs)).toBe(null);
    // The small hours of Monday are of Sunday’s night.
    expect(sinceInDay(night, calendar, monday + hourMs)).toBe(null);
  });
  it('a post without a line is on duty while its device speaks, one with lines within them alone', () => {
    const policy = { days: 7, duty: [day, night] };
    const at = monday + 7 * hourMs;
    expect(isOnDuty(policy, calendar, 'patroller', at)).toBe(false);
    expect(isOnDuty(policy, calendar, 'patroller', at + hourMs)).toBe(true);
    expect(isOnDuty(policy, calendar, 'agent', at)).toBe(true);
    expect(isOnDuty(policy, calendar, null, at)).toBe(true);
    expect(isOnDuty(undefined, calendar, 'patroller', at)).toBe(true);
  });
  it('tracks are kept for a week unless the county says otherwise, and never longer than readings', () => {
    expect(trackKeptMs({ readingDays: 30 })).toBe(7 * dayMs);
    expect(trackKeptMs({ readingDays: 5, tracks: { days: 20, duty: [] } })).toBe(5 * dayMs);
  });
});

describe('fences', () => {
  const around = { lng: 120, lat: 31 };
  const grids = ({ lng }: { lng: number }) => (lng > 120 ? [{ id: 'e' }] : []);
  const inside = (fence: Parameters<typeof isInFence>[0], lng: number) =>
    isInFence(fence, around, { lng, lat: 31 }, grids);

  it('a circle, a ring and a grid hold what lies in them', () => {
    const ring = [119.9, 120.1].flatMap((lng) => [
      { lng, lat: lng < 120 ? 30.9 : 31.1 },
      { lng, lat: lng < 120 ? 31.1 : 30.9 },
    ]);
    expect([120.004, 120.006].map((lng) => inside({ radiusM: 500 }, lng))).toEqual([true, false]);
    expect([120.05, 120.2].map((lng) => inside({ ring }, lng))).toEqual([true, false]);
    expect([120.2, 119.8].map((lng) => inside({ grid: 'e' }, lng))).toEqual([true, false]);
  });
});
