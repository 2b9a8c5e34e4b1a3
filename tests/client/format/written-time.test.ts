import { afterEach, expect, it } from 'vitest';
import { hourMs } from '#shared/kernel/span.ts';
import { showTimeOf } from '../../../client/format/instant.ts';
import { dayRead, dayText, minuteRead, minuteText } from '../../../client/format/written-time.ts';

const at = Date.UTC(2026, 6, 1, 20, 30);
afterEach(() => {
  showTimeOf('Asia/Shanghai');
  delete process.env['TZ'];
});

it.each([
  ['Asia/Shanghai', '2026-07-02T04:30', '2026-07-02'],
  ['Europe/Berlin', '2026-07-01T22:30', '2026-07-01'],
  ['America/New_York', '2026-07-01T16:30', '2026-07-01'],
  ['Asia/Kathmandu', '2026-07-02T02:15', '2026-07-02'],
])('go by the clock of %s wherever the device stands', (zone, minute, day) => {
  showTimeOf(zone);
  for (const device of ['Pacific/Honolulu', 'UTC', 'Pacific/Kiritimati']) {
    process.env['TZ'] = device;
    expect([minuteText(at), dayText(at)]).toEqual([minute, day]);
    expect(minuteRead(minute)).toBe(at);
    expect(minuteRead(`${minute}:00`)).toBe(at);
    expect(dayText((dayRead(day) ?? NaN) - 1)).not.toBe(day);
    expect([dayText(dayRead(day) ?? NaN), dayText((dayRead(day, undefined, 1) ?? NaN) - 1)]).toEqual([
      day,
      day,
    ]);
  }
});

it('give days of 23 and of 25 hours where clocks are changed, and one instant for each minute but the doubled hour', () => {
  const berlin = { utcOffsetMinutes: 60, zone: 'Europe/Berlin' };
  const hours = (day: string): number =>
    ((dayRead(day, berlin, 1) ?? NaN) - (dayRead(day, berlin) ?? NaN)) / hourMs;
  expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-10-26')]).toEqual([23, 25, 24]);
  const doubled = Date.UTC(2026, 9, 25, 0, 30);
  for (let one = Date.UTC(2026, 9, 24); one < Date.UTC(2026, 9, 27); one += hourMs / 2) {
    const isSecond = one >= doubled + hourMs / 2 && one < doubled + 1.5 * hourMs;
    expect(minuteRead(minuteText(one, berlin), berlin)).toBe(isSecond ? one - hourMs : one);
  }
});

it.each(['', 'soon', '2026-07-01', '2026-13-01T00:00', '2026-07-01T25:00', '2026-7-1T00:00'])(
  'is no instant: %j',
  (text) => expect(minuteRead(text)).toBeNull(),
);
it('is no day', () =>
  expect(['', '2026-02-30', 'today'].map((text) => dayRead(text))).toEqual([null, null, null]));
