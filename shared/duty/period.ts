import type { Calendar } from '../clock/calendar.ts';
import { instantOf, localOf } from '../clock/zone.ts';
import { dayMs } from '../kernel/span.ts';
import type { Rhythm } from '../pack/duty.ts';

/**
 * Periods of lists. Each grid has a slot, the day on which its period begins, so that a county's lists do not all begin on
 * Monday morning: one of the five weekdays, of the first 28 days of a month, of the first 84 of a quarter.
 */
export const slotsOf: Record<Rhythm, number> = { daily: 1, weekly: 5, monthly: 28, quarterly: 84 };

/** [begin, end), local midnights. */
export interface Period {
  begin: number;
  end: number;
}

/** The period of a slot that holds the instant. */
export function periodOf(rhythm: Rhythm, slot: number, calendar: Calendar, at: number): Period {
  const local = new Date(localOf(calendar, at));
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const begins = (turn: number): number => {
    switch (rhythm) {
      case 'daily':
        return instantOf(calendar, Date.UTC(year, month, day + turn));
      case 'weekly':
        return instantOf(
          calendar,
          Date.UTC(year, month, day - ((local.getUTCDay() + 6) % 7) + slot + 7 * turn),
        );
      case 'monthly':
        return instantOf(calendar, Date.UTC(year, month + turn, 1 + slot));
      case 'quarterly':
        return instantOf(calendar, Date.UTC(year, month - (month % 3) + 3 * turn, 1 + slot));
    }
  };
  const turn = begins(0) <= at ? 0 : -1;
  return { begin: begins(turn), end: begins(turn + 1) };
}

/** `2026-11-23` of a local midnight. */
export function localDate(calendar: Calendar, at: number): string {
  return new Date(localOf(calendar, at)).toISOString().slice(0, 10);
}

/** First and last day: `2026-11-23/2026-11-29`. */
export function periodText(calendar: Calendar, { begin, end }: Period): string {
  return `${localDate(calendar, begin)}/${localDate(calendar, end - 1)}`;
}

/** When the period that `periodText` wrote is over; null for another text. */
export function endOfPeriod(calendar: Calendar, text: string): number | null {
  const last = /^\d{4}-\d\d-\d\d\/(\d{4}-\d\d-\d\d)$/.exec(text)?.[1];
  const day = last === undefined ? Number.NaN : Date.parse(`${last}T00:00:00Z`);
  if (Number.isNaN(day)) return null;
  return instantOf(calendar, day + dayMs);
}
