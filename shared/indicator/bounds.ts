import { z } from 'zod';
import type { Calendar } from '../clock/calendar.ts';
import { localOf } from '../clock/zone.ts';
import { dayMs } from '../kernel/span.ts';
import type { Cell } from './cell.ts';
import { dayOf, firstDay } from './span.ts';

/** What is in order for an indicator: between two numbers, which may change with the season or follow a plan. */
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'MM-DD');
const edges = { low: z.number().optional(), high: z.number().optional() };
export const bounds = z.strictObject({
  ...edges,
  /** In place of the two above from one day of the year to another, both inside; a season may hold the turn of the year. */
  seasons: z.array(z.strictObject({ from: monthDay, to: monthDay, ...edges })).optional(),
  /** To reach `goal` by the end of the period: the lower bound grows with the days. */
  plan: z.strictObject({ goal: z.number(), period: z.enum(['month', 'quarter', 'year']) }).optional(),
});
export type Bounds = z.infer<typeof bounds>;
export interface Edges {
  low: number | null;
  high: number | null;
}

/** The bounds that hold at an instant. */
export function edgesAt(of: Bounds | undefined, calendar: Calendar, now: number): Edges {
  if (!of) return { low: null, high: null };
  const local = new Date(localOf(calendar, now)).toISOString().slice(5, 10);
  const season = of.seasons?.find(({ from, to }) =>
    from <= to ? from <= local && local <= to : from <= local || local <= to,
  );
  const { low, high } = season ?? of;
  if (!of.plan) return { low: low ?? null, high: high ?? null };
  return { low: of.plan.goal * planShare(of.plan.period, calendar, now), high: high ?? null };
}

/** Share of a period that is over at the end of the local day of `now`. */
export function planShare(period: 'month' | 'quarter' | 'year', calendar: Calendar, now: number): number {
  const first = firstDay(period, calendar, now);
  const date = new Date(first * dayMs);
  const months = { month: 1, quarter: 3, year: 12 }[period];
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / dayMs;
  return (dayOf(calendar, now) - first + 1) / (end - first);
}

/** This share of the way between both bounds, or of the upper one where it stands alone, counts as near a bound. */
const nearShare = 0.1;

/** The cell of a value; a value without bounds is never out of order. */
export function stateOf(value: number | null, { low, high }: Edges): Cell {
  if (value === null || !Number.isFinite(value)) return '-';
  if ((low !== null && value < low) || (high !== null && value > high)) return '2';
  const margin = nearShare * (low !== null && high !== null ? high - low : Math.max(0, high ?? 0));
  if (high !== null && high !== 0 && value > high - margin) return '1';
  // A bound that is also where the quiet value rests (a pump that stands draws 0) is not approached by it.
  return low !== null && high !== null && low !== 0 && value < low + margin ? '1' : '0';
}
