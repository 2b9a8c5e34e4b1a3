import { z } from 'zod';
import { mostLevels } from '../grid/levels.ts';
import { windowKinds } from '../indicator/window.ts';
import { rate } from '../indicator/rate.ts';
import { sources } from '../incident/incident.ts';
import { families } from '../procedure/schema.ts';
import { scopeQuery } from './slice.ts';

/** Figures: rates with what they rest on, families of procedures, and any of it by area, unit, item and so on. */

const count = z.number().int();

export const rates = z.strictObject({
  filing: rate,
  dispatch: rate,
  closing: rate,
  onTimeClosing: rate,
  onTimeHandling: rate,
  rework: rate,
  extension: rate,
  grassRoots: rate,
  /** By those who reported; what the centre rates itself is `centreRating`. */
  satisfaction: rate,
  centreRating: rate,
});
export type Rates = z.infer<typeof rates>;

/** `incident`: what rates and leagues have always counted, events that no other matter opened. `all`: every matter. */
export const figureFamily = z.enum([...families, 'all']);
export type FigureFamily = z.infer<typeof figureFamily>;

/** A period by name, or an own one: `from` alone ends now. `at`: an instant of the past that is looked at as if it were now. */
export const periodQuery = z.strictObject({
  window: z.enum(windowKinds).default('month'),
  from: z.coerce.number().int().min(0).optional(),
  to: z.coerce.number().int().min(0).optional(),
  at: z.coerce.number().int().min(0).optional(),
});
export type PeriodQuery = z.infer<typeof periodQuery>;
/** GET /figures: of `procedure` when it is named, else of `family`. */
export const figuresQuery = periodQuery.extend({
  scope: scopeQuery,
  family: figureFamily.default('incident'),
  procedure: z.string().max(40).optional(),
});

export type FiguresQuery = z.infer<typeof figuresQuery>;

/** ms from report to close of what was closed in the window. `error`: what median and p90 may be off by, 0 when they are exact. */
export const durations = z.strictObject({
  mean: z.number().nullable(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
  count,
  error: z.number(),
});
export type Durations = z.infer<typeof durations>;

/**
 * What every procedure has. `due` 应结案: each matter once, in the window that holds the earlier of its deadline and its closing.
 * `dueClosed`: of these closed by the end of the window; `onTime`: on time; `missed` = due − onTime. `carried`: due before the
 * window and not closed by its end. `open`, `overdue`: now.
 */
export const tally = z.strictObject({
  opened: count,
  closed: count,
  due: count,
  dueClosed: count,
  onTime: count,
  missed: count,
  carried: count,
  open: count,
  overdue: count,
  durations,
});
export type Tally = z.infer<typeof tally>;
export const familyFigures = z.strictObject({
  procedure: z.string(),
  family: z.enum(families),
  ...tally.shape,
  /** Clocks besides the whole one, of what was due: kept of all that had it. */
  stages: z.array(z.strictObject({ clock: z.string(), rate })),
  /** What the family is asked for besides; `query` lists it together with `procedure`, `from`, `to` and `part`. */
  specials: z.array(
    z.strictObject({
      id: z.string(),
      days: z.number().optional(),
      rate,
      query: z.record(z.string(), z.string()),
    }),
  ),
});
export type FamilyFigures = z.infer<typeof familyFigures>;

export const leagueRow = z.strictObject({
  unit: z.string(),
  name: z.string(),
  grid: z.string(),
  rank: count,
  rankBefore: count.nullable(),
  score: z.number().nullable(),
  /** 95 % Wilson interval of the on-time rate. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  onTimeClosing: rate,
  closing: rate,
  rework: rate,
  satisfaction: rate,
  open: count,
});
const span = z.strictObject({ from: z.number(), to: z.number() });
const compared = z.strictObject({ window: span, reported: count, closed: count, rates });

export const figures = z.strictObject({
  /** The true window: it ends now, or when the period was over. */
  window: span,
  /** Ledger entry these figures are up to. */
  seq: count,
  /** When the first matter in scope was reported; null when there is none. */
  since: z.number().nullable(),
  /** What the figures count, besides `families`, which has everything. */
  counts: z.strictObject({
    family: figureFamily,
    procedure: z.string().nullable(),
    /** All that is counted; of `incident` without what other matters opened. */
    procedures: z.array(z.string()),
  }),
  reported: count,
  closed: count,
  rates,
  /** Due before the window and still not closed at its end: what the window's rates do not tell of. */
  carried: count,
  open: count,
  overdue: count,
  /** As far into the period before (环比), and the same stretch a year ago (同比); null when nothing is kept from then. */
  before: compared.nullable(),
  yearBefore: compared.nullable(),
  durations,
  /** One point a day (an hour when the window is at most two days). */
  trend: z.array(
    z.strictObject({
      at: z.number(),
      reported: count,
      closed: count,
      onTimeClosing: rate,
      grassRoots: rate,
      rework: rate,
      meanMs: z.number().nullable(),
    }),
  ),
  /** How far what was reported in the window has come by now, in the order of the life cycle. */
  flow: z.array(z.strictObject({ node: z.string(), reached: count })),
  league: z.array(leagueRow),
  /** Open matters of what is counted, by l2 grid. */
  density: z.record(z.string(), count),
  /** At most three things to decide; each opens to exactly its `count` matters. */
  decide: z.array(
    z.strictObject({
      id: z.enum(['supervision-due', 'rework-rising', 'overdue-worst', 'unsigned-longest', 'bad-actors']),
      /** The unit that leads them, or most of them; of `rework-rising` the unit that answers for `grid`. */
      unit: z.string().nullable(),
      grid: z.string().nullable(),
      count,
      ms: z.number().nullable(),
      series: z.array(z.number()),
      query: z.record(z.string(), z.string()),
    }),
  ),
  /** Every procedure of the pack, whatever the page counts. */
  families: z.array(familyFigures),
});
export type Figures = z.infer<typeof figures>;

/** What figures are told apart by. `area`: grids of `level`; `unit`: who leads; `agent`: who took on what is one person's work. */
export const breakdowns = ['procedure', 'node', 'area', 'unit', 'item', 'source', 'agent'] as const;
export type Breakdown = (typeof breakdowns)[number];
/** GET /figures/by: the tallies of what is counted, narrowed by the rest. */
export const breakdownQuery = figuresQuery.omit({ at: true }).extend({
  by: z.enum(breakdowns),
  level: z.coerce.number().int().min(1).max(mostLevels).default(1),
  grid: z.string().max(40).optional(),
  lead: z.string().max(64).optional(),
  item: z.string().max(64).optional(),
  source: z.enum(sources).optional(),
  node: z.string().max(40).optional(),
});
export type BreakdownQuery = z.infer<typeof breakdownQuery>;
export const breakdown = z.strictObject({
  window: span,
  seq: count,
  by: z.enum(breakdowns),
  total: tally,
  /**
   * Most due first. `key` is empty for what has none (nobody leads, no grid); the filter of the list is `procedure`, `node`, `grid`,
   * `lead`, `item`, `source` or `agent`.
   */
  rows: z.array(z.strictObject({ key: z.string(), name: z.string().nullable(), ...tally.shape })),
});
export type BreakdownAnswer = z.infer<typeof breakdown>;

/** POST /figures/remake */
export const figuresRemade = z.strictObject({ ms: count });
export type FiguresRemade = z.infer<typeof figuresRemade>;
