import type { Zoned } from '#shared/clock/zone.ts';
import { formatsOf, textIn, type Language } from '#shared/kernel/localized.ts';
import { written } from './language.ts';

/** Everything is shown in the time of the jurisdiction, whatever the clock of the machine is set to. */
let timeZone = 'Asia/Shanghai';

// Making a formatter is costly, using one is not: a wall formats some hundred instants a second.
const made = new Map<string, Intl.DateTimeFormat>();

/** The zone of the county that is shown, by the IANA data base; one that this browser does not know leaves what was. */
export function showTimeOf(zone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    return;
  }
  timeZone = zone;
  made.clear();
}
/** The time that is shown, for whatever is counted by its days and hours. */
export const shownTime = (): Zoned => ({ utcOffsetMinutes: 480, zone: timeZone });
function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = made.get(key);
  if (!found)
    made.set(
      key,
      (found = new Intl.DateTimeFormat(formatsOf[language], { timeZone, hourCycle: 'h23', ...options })),
    );
  return found;
}

/** What stands in the place of an instant that is none: one bad value must not take a page with it. */
const noInstant = { zh: '时间无效', en: 'invalid time' };
const noTime = '--:--';
const isInstant = (at: number): boolean => Number.isFinite(new Date(at).getTime());

/** `15:42:09` */
export function formatTime(at: number): string {
  if (!isInstant(at)) return noTime;
  return formatter('en', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
}

/** `15:42` */
export function formatHourMinute(at: number): string {
  if (!isInstant(at)) return noTime;
  return formatter('en', { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** `11月`, `November` */
export function formatMonth(at: number, language: Language = written()): string {
  if (!isInstant(at)) return textIn(noInstant, language);
  return formatter(language, { month: language === 'zh' ? 'numeric' : 'long' }).format(at);
}

/** `11月`, `Nov` */
export function formatShortMonth(at: number, language: Language = written()): string {
  if (!isInstant(at)) return textIn(noInstant, language);
  return formatter(language, { month: language === 'zh' ? 'numeric' : 'short' }).format(at);
}

/** `2026年11月22日 星期日`, `Sunday, 22 November 2026` */
export function formatDate(at: number, language: Language = written()): string {
  if (!isInstant(at)) return textIn(noInstant, language);
  const date = formatter(language, { year: 'numeric', month: 'long', day: 'numeric' }).format(at);
  const day = formatter(language, { weekday: 'long' }).format(at);
  return language === 'zh' ? `${date} ${day}` : `${day}, ${date}`;
}

/** Day and time: `11-22 15:42`, `22 Nov 15:42` */
export function formatDayTime(at: number, language: Language = written()): string {
  if (!isInstant(at)) return textIn(noInstant, language);
  if (language === 'en')
    return `${formatter('en', { day: 'numeric', month: 'short' }).format(at)} ${formatHourMinute(at)}`;
  const parts = formatter('zh', { month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('month')}-${part('day')} ${formatHourMinute(at)}`;
}

/** Day with its name, for a roster: `11-22 周日`, `Sun 22 Nov` */
export function formatDayOfWeek(at: number, language: Language = written()): string {
  if (!isInstant(at)) return textIn(noInstant, language);
  const weekday = formatter(language, { weekday: 'short' }).format(at);
  return language === 'zh'
    ? `${formatDayTime(at, language).slice(0, 5)} ${weekday}`
    : `${weekday} ${formatter('en', { day: 'numeric', month: 'short' }).format(at)}`;
}

/** Day and time in full, the same in every language, for paper: `2026-11-22 15:42:09` */
export function formatStamp(at: number): string {
  if (!isInstant(at)) return Object.values(noInstant).join(' ');
  const parts = formatter('en', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${formatTime(at)}`;
}

/** The days of a window [from, to): `2026年11月1日–22日`, `1 – 22 November 2026` */
export function formatWindow(from: number, to: number, language: Language = written()): string {
  if (!isInstant(from) || !isInstant(to - 1)) return textIn(noInstant, language);
  const last = Math.max(from, to - 1);
  const day = formatter(language, { year: 'numeric', month: 'long', day: 'numeric' });
  if (language === 'en') return day.formatRange(from, last);
  const [a, b] = [day.format(from), day.format(last)];
  if (a === b) return a;
  // The end leaves out the year and the month it shares with the start.
  const shared = /^(\d+年)(\d+月)?/.exec(a);
  const rest = [shared?.[0], shared?.[1]].find((start) => start !== undefined && b.startsWith(start));
  return `${a}–${rest ? b.slice(rest.length) : b}`;
}
