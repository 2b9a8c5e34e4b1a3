import { localMonth, monthStart, type Zoned } from '#shared/clock/zone.ts';

/** A span of months that holds some stretches of time, for bars beside each other. */
export interface YearAxis {
  /** Where the months begin, in percent. */
  months: { at: number; left: number }[];
  /** Where an instant lies, in percent. */
  left: (at: number) => number;
}

/** Most names of months that stand beside each other. */
const mostNames = 7;

/** Whole months around all stretches and `now`. */
export function yearAxis(
  stretches: readonly { from: number; to: number }[],
  now: number,
  time: Zoned,
): YearAxis {
  const first = localMonth(time, Math.min(now, ...stretches.map(({ from }) => from)));
  const last = localMonth(time, Math.max(now, ...stretches.map(({ to }) => to))) + 1;
  const [from, to] = [monthStart(time, first), monthStart(time, last)];
  const left = (at: number): number => Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
  const step = Math.ceil((last - first) / mostNames);
  const months = Array.from({ length: Math.ceil((last - first) / step) }, (_, i) => {
    const at = monthStart(time, first + i * step);
    return { at, left: left(at) };
  });
  return { months, left };
}
