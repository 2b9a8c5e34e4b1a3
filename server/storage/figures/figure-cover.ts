import type { Window } from '#shared/indicator/window.ts';
import { dayStart, localDay, localMonth, monthStart, type Zoned } from '#shared/clock/zone.ts';

/** A window in pieces: whole months and whole days as [first, end), and what is left as instants. */
export interface Cover {
  months: [number, number];
  days: [number, number][];
  rest: Window[];
}

/** Pieces of a window; days stand alone where months are not wanted. */
export function coverOf({ from, to }: Window, time: Zoned, use: { months: boolean; days: boolean }): Cover {
  const instant = (day: number): number => dayStart(time, day);
  /** The first day that begins at this instant or later. */
  const dayFrom = (at: number): number => {
    const held = localDay(time, at);
    return instant(held) === at ? held : held + 1;
  };
  const [firstDay, endDay] = use.days ? [dayFrom(from), localDay(time, to)] : [0, 0];
  const startOf = (month: number): number => monthStart(time, month);
  const held = localMonth(time, from);
  const firstMonth = startOf(held) === from ? held : held + 1;
  const endMonth = use.months ? Math.max(firstMonth, localMonth(time, to)) : firstMonth;
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
    const [first, end] = [dayFrom(piece.from), localDay(time, piece.to)];
    const hasDays = firstDay < endDay && first < end;
    if (hasDays) days.push([first, end]);
    rest.push(...outside(hasDays ? { from: instant(first), to: instant(end) } : { from: 0, to: 0 }, piece));
  }
  return { months: [firstMonth, endMonth], days, rest };
}
