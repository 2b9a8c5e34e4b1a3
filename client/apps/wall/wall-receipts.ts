import type { TodayRow } from '#shared/views/board.ts';

/** Numbers of the wall that open to their matters. `family:` and a family's name: what is open of it. */
export const wallFigures = [
  'reported',
  'closed',
  'missed',
  'onTimeClosing',
  'carried',
  'open',
  'overdue',
] as const;
export type WallFigure = (typeof wallFigures)[number];

/** A number with what it rests on: opened on the map by a touch. */
export interface WallReceipt {
  figure: WallFigure;
  title: string;
  value: string;
  count: number;
  /** Of the figure's window; null for what is true at this moment, whatever its day. */
  window: { from: number; to: number } | null;
  query: Record<string, string | number>;
}

const ofNow: ReadonlySet<WallFigure> = new Set(['open', 'overdue']);

/** The matters of a number of today: from the county's midnight to `now`, or as they stand for what has no day. */
export function wallReceipt(
  figure: WallFigure,
  said: { title: string; value: string; count: number },
  today: Pick<TodayRow, 'from'>,
  now: number,
  family?: string,
): WallReceipt {
  const window = ofNow.has(figure) ? null : { from: today.from, to: now };
  return { ...said, figure, window, query: { figure, ...window, ...(family !== undefined && { family }) } };
}

/** Families with something open, most first; `incident` is what the figures above count and stands there. */
export function familiesBeside(
  families: TodayRow['families'],
): { family: string; open: number; overdue: number }[] {
  return Object.entries(families)
    .filter(([family, row]) => family !== 'incident' && row.open > 0)
    .map(([family, { open, overdue }]) => ({ family, open, overdue }))
    .toSorted((a, b) => b.open - a.open || (a.family < b.family ? -1 : 1));
}
