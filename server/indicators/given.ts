import type { Calendar } from '#shared/clock/calendar.ts';
import type { GivenHow } from '#shared/indicator/leaf.ts';
import { firstDay, yearBack, type DayWindow } from '#shared/indicator/span.ts';
import { dayStart } from '#shared/clock/zone.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Cadence, Series } from '#shared/pack/indicator.ts';

/** Length of a period at the most, in ms. */
export const cadenceMs: Readonly<Record<Cadence, number>> = {
  live: 5 * minuteMs,
  hour: hourMs,
  day: dayMs,
  week: 7 * dayMs,
  month: 31 * dayMs,
  quarter: 92 * dayMs,
  year: 366 * dayMs,
};
/** A series that has been silent for so many of its periods has no value any more: two may pass before a period is told. */
const silentAfter = 3;

interface Row {
  at: number[];
  value: number[];
}

/** What other systems have reported, by series and in the order of time. */
export interface GivenRows {
  put(series: string, at: number, value: number): void;
  /** The newest at or before an instant that is not silent by then. */
  last(series: string, now: number): { at: number; value: number } | null;
  value(how: GivenHow, series: string, over: DayWindow | null, now: number): number | null;
  /** The first instant that is known of a series. */
  first(series: string): number | null;
  between(series: string, from: number, to: number): { at: number; value: number }[];
}

export function makeGiven(all: readonly Series[], calendar: Calendar): GivenRows {
  const rows = new Map(all.map(({ id }) => [id, { at: [], value: [] } as Row]));
  const cadences = new Map(all.map(({ id, cadence }) => [id, cadenceMs[cadence]]));
  const placeAt = ({ at }: Row, instant: number): number => {
    let [low, high] = [0, at.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((at[middle] ?? 0) <= instant) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const last = (series: string, now: number): { at: number; value: number } | null => {
    const row = rows.get(series);
    const place = row ? placeAt(row, now) : -1;
    const at = row?.at[place] ?? 0;
    if (!row || place < 0 || now - at > silentAfter * (cadences.get(series) ?? 0)) return null;
    return { at, value: row.value[place] ?? 0 };
  };
  const between = (series: string, from: number, to: number): { at: number; value: number }[] => {
    const row = rows.get(series);
    if (!row) return [];
    const found: { at: number; value: number }[] = [];
    for (let place = placeAt(row, from - 1) + 1; place < row.at.length && (row.at[place] ?? 0) < to; place++)
      found.push({ at: row.at[place] ?? 0, value: row.value[place] ?? 0 });
    return found;
  };
  const growth = (series: string, now: number): number | null => {
    const newest = last(series, now);
    if (!newest) return null;
    const wanted = yearBack(calendar, newest.at);
    const slack = Math.max(hourMs, Math.min(4 * dayMs, (cadences.get(series) ?? 0) * 0.6));
    const near = between(series, wanted - slack, wanted + slack + 1).toSorted(
      (a, b) => Math.abs(a.at - wanted) - Math.abs(b.at - wanted),
    )[0];
    return near && near.value !== 0 ? (100 * (newest.value - near.value)) / Math.abs(near.value) : null;
  };
  return {
    last,
    between,
    first: (series) => rows.get(series)?.at[0] ?? null,
    put(series, at, value) {
      const row = rows.get(series);
      if (!row) return;
      const place = placeAt(row, at);
      if (row.at[place] === at) row.value[place] = value;
      else {
        row.at.splice(place + 1, 0, at);
        row.value.splice(place + 1, 0, value);
      }
    },
    value(how, series, over, now) {
      if (how === 'growth') return growth(series, now);
      const newest = last(series, now);
      if (how === 'given' || !newest) return newest?.value ?? null;
      const from = dayStart(calendar, firstDay(over ?? 'year', calendar, now));
      return between(series, from, now + 1).reduce((sum, { value }) => sum + value, 0);
    },
  };
}
