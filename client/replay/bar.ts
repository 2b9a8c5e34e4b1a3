import { dayStart, localDay } from '#shared/clock/zone.ts';
import { shownTime } from '../format/instant.ts';
import type { Density, DensityKind } from '#shared/wire/replay.ts';

/** Drawing of a bar, in its own units: a step is `stepWidth` wide, a row `rowHeight` high. */
export const stepWidth = 4;
export const rowHeight = 20;

/** One path of a row, its highest step filling the height; a step with anything in it is never invisible. */
export function rowPath(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count, i) => {
      if (count <= 0) return '';
      const height = Math.max(2, (count / most) * rowHeight);
      return `M${i * stepWidth} ${rowHeight}v${(-height).toFixed(1)}h3v${height.toFixed(1)}z`;
    })
    .join('');
}

/** Share of a span that has passed at an instant, 0 to 1. */
export function shareOf({ from, to }: { from: number; to: number }, at: number): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** How many of a kind there were in the whole steps before an instant, and in the whole span. */
export function countsUpTo(
  { from, stepMs, counts }: Pick<Density, 'from' | 'stepMs' | 'counts'>,
  kind: DensityKind,
  at: number,
): { before: number; all: number } {
  const passed = Math.floor((at - from) / stepMs);
  const sum = (list: readonly number[]): number => list.reduce((total, count) => total + count, 0);
  return { before: sum(counts[kind].slice(0, Math.max(0, passed))), all: sum(counts[kind]) };
}

/** What a key of the keyboard means while the past is shown. */
export type MachineKey = { step: number } | 'play' | 'live' | null;
const minuteMs = 60_000;
export function readMachineKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): MachineKey {
  const sign = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  if (sign !== 0) return { step: sign * (event.shiftKey ? 60 : 5) * minuteMs };
  if (event.key === ' ') return 'play';
  return event.key === 'Escape' ? 'live' : null;
}

/** When the county's day that holds an instant begins, or one so many days later. */
export function midnightOf(at: number, later = 0): number {
  const time = shownTime();
  return dayStart(time, localDay(time, at) + later);
}
