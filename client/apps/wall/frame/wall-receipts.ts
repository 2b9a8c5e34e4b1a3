import type { FigureId } from '#shared/indicator/figure-ids.ts';
import type { Rate } from '#shared/indicator/rate.ts';
import type { TodayRow } from '#shared/views/board.ts';
import type { Figures } from '#shared/wire/http.ts';

export type ListQuery = Record<string, string | number>;

/** Numbers of today that open to their matters. */
export const wallFigures = [
  'reported',
  'accepted',
  'dispatched',
  'closed',
  'missed',
  'onTimeClosing',
  'carried',
  'open',
  'overdue',
  'supervised',
] as const satisfies readonly FigureId[];
export type WallFigure = (typeof wallFigures)[number];

/** A line of a receipt whose matters this wall holds itself. */
export interface ReceiptLine {
  key: string;
  title: string;
  note: string;
  value: string;
  /** The matter that it opens; null when it is none. */
  incident: string | null;
  tone?: 'plain' | 'rose';
}

/** A number with what it rests on: opened on the wall by a touch. */
export interface WallReceipt {
  title: string;
  value: string;
  /** Key of the formula's words. */
  formula: string;
  /** Of the figure's window; null for what is true at this moment, whatever its day. */
  window: { from: number; to: number } | null;
  /** Numerator and denominator in words: `402 / 417`. */
  of?: string;
  /** Lists that the server is asked for, the one that opens first in front; none when the lines are the wall's own. */
  parts: readonly { part: 'missed' | 'numerator' | 'denominator'; count: number; query: ListQuery }[];
  lines?: readonly ReceiptLine[];
  /** How many lines there are, where the wall holds only the first of them. */
  count?: number;
  /** Why a wall shows no list: key of the words. */
  unlisted?: string;
}

const ofNow: ReadonlySet<WallFigure> = new Set(['open', 'overdue', 'supervised']);

/** The matters of a number of today: from the county's midnight to `now`, or as they stand for what has no day. */
export function wallReceipt(
  figure: WallFigure,
  said: { title: string; value: string; count: number },
  today: Pick<TodayRow, 'from'>,
  now: number,
  family?: string,
): WallReceipt {
  const window = ofNow.has(figure) ? null : { from: today.from, to: now };
  const query = { figure, ...window, ...(family !== undefined && { family }) };
  return {
    title: said.title,
    value: said.value,
    window,
    formula: `lead.formula.${figure}`,
    parts: [{ part: 'numerator', count: said.count, query }],
  };
}

/** A rate of `/figures`: what spoilt it comes first, for that is what somebody asks for. */
export function rateReceipt(
  figure: FigureId,
  said: { title: string; value: string; of: string },
  rate: Rate,
  { window, counts }: Pick<Figures, 'window' | 'counts'>,
  more: ListQuery = {},
): WallReceipt {
  const query = (part: string, id: FigureId = figure): ListQuery => ({
    figure: id,
    part,
    from: window.from,
    to: window.to,
    family: counts.family,
    ...(counts.procedure !== null && { procedure: counts.procedure }),
    ...more,
  });
  const { numerator, denominator } = rate;
  const missed =
    figure === 'onTimeClosing'
      ? [{ part: 'missed' as const, count: denominator - numerator, query: query('numerator', 'missed') }]
      : [];
  return {
    ...said,
    window,
    formula: `lead.formula.${figure}`,
    parts: [
      ...missed,
      { part: 'numerator', count: numerator, query: query('numerator') },
      { part: 'denominator', count: denominator, query: query('denominator') },
    ],
  };
}

/** A count whose list the server is asked for. */
export function listReceipt(
  said: { title: string; value: string; formula: string },
  count: number,
  query: ListQuery,
  window: { from: number; to: number } | null = null,
): WallReceipt {
  return { ...said, window, parts: [{ part: 'numerator', count, query }] };
}

/** A number that rests on rows which the wall holds itself. */
export function ownReceipt(
  said: { title: string; value: string; formula: string; of?: string },
  lines: readonly ReceiptLine[],
  unlisted?: string,
): WallReceipt {
  return { ...said, window: null, parts: [], lines, ...(unlisted !== undefined && { unlisted }) };
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
