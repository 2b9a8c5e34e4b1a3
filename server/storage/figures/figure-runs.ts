import type { Window } from '#shared/indicator/window.ts';
import { localDay, monthStart } from '#shared/clock/zone.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { Cover } from './figure-cover.ts';
import type { Part } from './figure-part.ts';
import type { Days } from './held-sums.ts';

/**
 * The rests of a window, cut at their last full hour: what lies before it is the same for a whole hour, also when the window goes on
 * every moment.
 */
export function restsOf({ holding }: Part, { rest }: Cover): Window[] {
  if (!holding) return [...rest];
  return rest.flatMap(({ from, to }) => {
    const hour = Math.floor(to / hourMs) * hourMs;
    return from < hour && hour < to
      ? [
          { from, to: hour },
          { from: hour, to },
        ]
      : [{ from, to }];
  });
}

/**
 * The days of a rest that is worth keeping: it ends with an hour, and rows are counted by what totals are kept of, so that the days
 * of a matter that moves are touched.
 */
export function daysOfRest({ holding, totals, time }: Part, { from, to }: Window): Days | null {
  if (!holding || totals === null || to % hourMs !== 0) return null;
  return [localDay(time, from), localDay(time, to - 1) + 1];
}

/** Runs from the newest on, each longer than the one after it: mostly young days are touched, and only theirs are added up again. */
const runSizes = [1, 2, 4, 8, 16];
/** Months or days that have totals. */
export interface Run {
  span: 'm' | 'd';
  run: Days;
  days: Days;
  each: { at: number; days: Days }[];
}

/** Runs of months or days of a window that have totals: by themselves, since an index answers one run and no choice of them. */
export function runsOf({ holding, time }: Part, { months, days }: Cover): Run[] {
  const dayOf = (month: number): number => localDay(time, monthStart(time, month));
  const daysOf = (span: 'm' | 'd', [first, end]: Days): Days =>
    span === 'd' ? [first, end] : [dayOf(first), dayOf(end)];
  const cut = (span: 'm' | 'd', whole: Days): Run[] => {
    const runs = holding ? cutRun(whole) : [whole].filter(([first, end]) => first < end);
    return runs.map((run) => {
      const [first, end] = run;
      const each = Array.from({ length: end - first }, (_, place) => {
        const at = first + place;
        return { at, days: daysOf(span, [at, at + 1]) };
      });
      return { span, run, days: daysOf(span, run), each };
    });
  };
  return [...cut('m', months), ...days.flatMap((whole) => cut('d', whole))];
}

/** A run in pieces of `runSizes`, the newest first; the oldest is what is left. */
export function cutRun([first, end]: Days): Days[] {
  const pieces: Days[] = [];
  let to = end;
  for (const size of runSizes) {
    if (to - size <= first) break;
    pieces.push([to - size, to]);
    to -= size;
  }
  return first < to ? [...pieces, [first, to]] : pieces;
}
