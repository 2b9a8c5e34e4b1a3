import type { WindowKind } from '#shared/indicator/window.ts';
import type { Zoned } from '#shared/clock/zone.ts';
import { dayRead } from '../../format/written-time.ts';

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
  const [from, to] = [dayRead(first, time), dayRead(last, time, 1)];
  if (from === null || to === null || to <= from) return null;
  return { window: 'month', own: { from, to } };
}
