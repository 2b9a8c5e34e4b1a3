import type { WindowKind } from '#shared/indicator/window.ts';
import { dayStart, localDay, type Zoned } from '#shared/clock/zone.ts';
import { dayMs } from '#shared/kernel/span.ts';

/** What the page is of: a period with a name, or an own one in epoch ms, [from, to). */
export interface Period {
  window: WindowKind;
  own: { from: number; to: number } | null;
}

export const ofWindow = (window: WindowKind): Period => ({ window, own: null });

/** What the server is asked for besides the window's name. */
export function askOf({ own }: Period): Record<string, number> {
  return own ? { from: own.from, to: own.to } : {};
}

export function isSame(a: Period, b: Period): boolean {
  return a.window === b.window && a.own?.from === b.own?.from && a.own?.to === b.own?.to;
}

/** An own period from two days as a date field writes them, both whole; null when one is missing or they are the wrong way round. */
export function ownPeriod(first: string, last: string, time: Zoned): Period | null {
  const [from = NaN, to = NaN] = [first, last].map((day) => Date.parse(`${day}T00:00:00Z`) / dayMs);
  if (Number.isNaN(from) || Number.isNaN(to) || to < from) return null;
  return { window: 'month', own: { from: dayStart(time, from), to: dayStart(time, to + 1) } };
}

/** The day of an instant as a date field writes it. */
export function dayOf(at: number, time: Zoned): string {
  return new Date(localDay(time, at) * dayMs).toISOString().slice(0, 10);
}
