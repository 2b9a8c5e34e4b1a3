import chineseDays from 'chinese-days';
import type { Calendar } from '#shared/clock/calendar.ts';
import { dayMs } from '#shared/kernel/span.ts';

const { getSolarDateFromLunar, getSolarTermDate, isWorkday } = chineseDays;
const first = Date.UTC(2025, 0, 1);
/** The State Council announces a year's make-up days late in the year before; these are published. */
const announcedUntil = Date.UTC(2027, 0, 1);
const morning: [number, number] = [8 * 60 + 30, 11 * 60 + 30];
const afternoon: [number, number] = [13 * 60 + 30, 17 * 60 + 30];

/** 08:30-11:30 and 13:30-17:30, the holidays and make-up days of 2025 and 2026, and the statutory days of 2027, whose notice is not out. */
export function workCalendar(): Calendar {
  const holidays: string[] = [];
  const makeUpDays: string[] = [];
  for (let at = first; at < announcedUntil; at += dayMs) {
    const date = dateOf(at);
    const weekend = [0, 6].includes(new Date(at).getUTCDay());
    if (weekend && isWorkday(date)) makeUpDays.push(date);
    if (!weekend && !isWorkday(date)) holidays.push(date);
  }
  return {
    utcOffsetMinutes: 480,
    periods: [morning, afternoon],
    holidays: [...holidays, ...statutoryDays(2027)],
    makeUpDays,
  };
}

/** Days off by law: New Year, four of the Spring Festival from its eve, Tomb Sweeping, two of May, Dragon Boat, Mid-Autumn, three of October. */
function statutoryDays(year: number): string[] {
  const lunar = (month: number, day: number): string =>
    getSolarDateFromLunar(`${year}-${two(month)}-${two(day)}`).date;
  const newYear = Date.parse(`${lunar(1, 1)}T00:00:00Z`);
  const days = [
    ...[`${year}-01-01`, ...[-1, 0, 1, 2].map((n) => dateOf(newYear + n * dayMs))],
    ...[getSolarTermDate(year, 4, 'pure_brightness'), `${year}-05-01`, `${year}-05-02`],
    ...[lunar(5, 5), lunar(8, 15), `${year}-10-01`, `${year}-10-02`, `${year}-10-03`],
  ];
  return days.filter((date) => ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()));
}

const two = (n: number): string => String(n).padStart(2, '0');
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
