import { dayMs, minuteMs } from '#shared/kernel/span.ts';

/** Minutes from UTC that a zone has outside of summer time, in the year that begins with an instant: the smaller of winter and summer. */
export function offsetMinutesOf(zone: string, now: number): number {
  return Math.min(...[0, 91, 182, 273].map((days) => offsetAt(zone, now + days * dayMs)));
}

function offsetAt(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const text = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{1,2}):?(\d{2})?/u.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 * minuteMs + Number(minutes) * minuteMs) / minuteMs);
}
