import { dueAt, isWorkDay, shiftedDue, workBetween } from '#shared/clock/deadline.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendar } from '../../support/incident-world.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const minute = 60_000;

/** The same question answered minute by minute. */
function isWorkMinute(instant: number): boolean {
  const local = new Date(instant + 480 * minute);
  const date = local.toISOString().slice(0, 10);
  const weekend = local.getUTCDay() === 0 || local.getUTCDay() === 6;
  const works = calendar.makeUpDays.includes(date) || (!weekend && !calendar.holidays.includes(date));
  const within = local.getUTCHours() * 60 + local.getUTCMinutes();
  return works && calendar.periods.some(([start, end]) => within >= start && within < end);
}
function bruteDue(from: number, workMinutes: number): number {
  let instant = from;
  for (let left = workMinutes; left > 0; instant += minute) if (isWorkMinute(instant)) left--;
  return instant;
}

describe('deadlines', () => {
  it.each([
    ['2 work hours within a morning', '2026-11-23T08:30:00', 2, 'work-hour', '2026-11-23T10:30:00'],
    [
      'the last minute of a period is the deadline, not the next beginning',
      '2026-11-23T09:30:00',
      2,
      'work-hour',
      '2026-11-23T11:30:00',
    ],
    ['over noon', '2026-11-23T11:00:00', 1, 'work-hour', '2026-11-23T14:00:00'],
    ['started at night', '2026-11-23T23:00:00', 1, 'work-hour', '2026-11-24T09:30:00'],
    ['Friday evening to Monday', '2026-11-20T17:00:00', 1, 'work-hour', '2026-11-23T09:00:00'],
    [
      'a work day from the middle of one ends in the middle of the next',
      '2026-11-23T10:00:00',
      1,
      'work-day',
      '2026-11-24T10:00:00',
    ],
    [
      'over a long holiday with a Saturday made up',
      '2026-09-30T17:00:00',
      2,
      'work-day',
      '2026-10-09T17:00:00',
    ],
    ['urgent time runs at night', '2026-11-23T23:50:00', 30, 'urgent-minute', '2026-11-24T00:20:00'],
    ['calendar days run over the weekend', '2026-11-20T10:00:00', 5, 'calendar-day', '2026-11-25T10:00:00'],
  ] as const)('%s', (_, from, amount, unit, due) => {
    expect(new Date(dueAt(calendar, at(from), { amount, unit })).toISOString()).toBe(
      new Date(at(due)).toISOString(),
    );
  });

  it('knows make-up days and holidays', () => {
    expect(isWorkDay(calendar, at('2026-10-10T10:00:00'))).toBe(true);
    expect(isWorkDay(calendar, at('2026-10-05T10:00:00'))).toBe(false);
    expect(isWorkDay(calendar, at('2026-11-22T10:00:00'))).toBe(false);
  });

  it('agrees with counting minutes, over three years', () => {
    const start = at('2025-01-01T00:00:00');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 * 365 * 1440 }),
        fc.integer({ min: 1, max: 6000 }),
        (offset, minutes) => {
          const from = start + offset * minute;
          const due = dueAt(calendar, from, { amount: minutes / 60, unit: 'work-hour' });
          expect(due).toBe(bruteDue(from, minutes));
          expect(workBetween(calendar, from, due)).toBe(minutes * minute);
        },
      ),
      { numRuns: 200, seed: 20261122 },
    );
  });

  it('gives back exactly the time that was left', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 9000 }),
        (offset, limitMinutes, ran, stood) => {
          const from = at('2026-01-01T00:00:00') + offset * minute;
          const limit = { amount: limitMinutes / 60, unit: 'work-hour' } as const;
          const due = dueAt(calendar, from, limit);
          const stoppedAt = from + ran * minute;
          const now = stoppedAt + stood * minute;
          const later = shiftedDue(calendar, limit, due, stoppedAt, now);
          if (due <= stoppedAt) expect(later).toBe(due);
          else expect(workBetween(calendar, now, later)).toBe(workBetween(calendar, stoppedAt, due));
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });
});

it.each([
  ['2026-11-23T00:00:00+08:00', 1, '2026-11-24T00:00:00+08:00'],
  ['2026-11-23T17:40:00+08:00', 1, '2026-11-24T00:00:00+08:00'],
  ['2026-11-23T23:59:59+08:00', 1, '2026-11-24T00:00:00+08:00'],
  ['2026-11-23T09:00:00+08:00', 5, '2026-11-28T00:00:00+08:00'],
])('what came at %s and has %i day ends is settled before %s', (from, amount, due) => {
  expect(dueAt(calendar, Date.parse(from), { amount, unit: 'day-end' })).toBe(Date.parse(due));
});
