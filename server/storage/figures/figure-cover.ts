import type { Window } from '#shared/indicator/window.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { monthStart } from './figure-store.ts';

/** A window in pieces: whole months and whole days as [first, end), and what is left as instants. */
export interface Cover {
  months: [number, number];
  days: [number, number][];
  rest: Window[];
}

/** Pieces of a window; days stand alone where months are not wanted. */
export function coverOf(
  { from, to }: Window,
  utcOffsetMs: number,
  use: { months: boolean; days: boolean },
): Cover {
  const day = (at: number): number => (at + utcOffsetMs) / dayMs;
  const instant = (n: number): number => n * dayMs - utcOffsetMs;
  const [firstDay, endDay] = use.days ? [Math.ceil(day(from)), Math.floor(day(to))] : [0, 0];
  const monthAt = (at: number): number => {
    const local = new Date(at + utcOffsetMs);
    return local.getUTCFullYear() * 12 + local.getUTCMonth();
  };
  const startOf = (month: number): number => monthStart(month, utcOffsetMs);
  const held = monthAt(from);
  const firstMonth = startOf(held) === from ? held : held + 1;
  const endMonth = use.months ? Math.max(firstMonth, monthAt(to)) : firstMonth;
  const isEmpty = (one: Window): boolean => one.from >= one.to;
  const outside = (inner: Window, outer: Window): Window[] =>
    isEmpty(inner)
      ? [outer]
      : [
          { from: outer.from, to: inner.from },
          { from: inner.to, to: outer.to },
        ].filter((one) => !isEmpty(one));
  const months = { from: startOf(firstMonth), to: startOf(endMonth) };
  const days: Cover['days'] = [];
  const rest: Window[] = [];
  for (const piece of outside(months, { from, to })) {
    const [first, end] = [Math.ceil(day(piece.from)), Math.floor(day(piece.to))];
    const hasDays = firstDay < endDay && first < end;
    if (hasDays) days.push([first, end]);
    rest.push(...outside(hasDays ? { from: instant(first), to: instant(end) } : { from: 0, to: 0 }, piece));
  }
  return { months: [firstMonth, endMonth], days, rest };
}
