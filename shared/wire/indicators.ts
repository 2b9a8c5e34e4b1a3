import { z } from 'zod';
import { mostLevels } from '../grid/levels.ts';
import { bounds } from '../indicator/bounds.ts';
import { pointSpans } from '../indicator/span.ts';
import { localized } from '../kernel/localized.ts';
import { indicator } from '../pack/indicator.ts';
import { overviewPart } from '../pack/overview.ts';
import { colours } from '../warning/colour.ts';

/** The running indicators: all at a glance, and one with everything that it rests on. */

const value = z.number().nullable();
/** Where a value comes from: what the county itself sees, what another system reports, and whether a pretend one does. */
const origin = z.enum(['live', 'outside', 'demo']);

export const indicatorRow = z.strictObject({
  id: z.string(),
  name: localized,
  /** One of the county's. */
  domain: z.string(),
  measure: z.string(),
  decimals: z.number().int(),
  better: indicator.shape.better,
  cadence: indicator.shape.cadence,
  origin,
  value,
  /** As in `shared/indicator/cell.ts`. */
  state: z.enum(['0', '1', '2', '-']),
  /** The same figure a period before (环比); null: nothing is kept of then. */
  before: value,
});
export type IndicatorRow = z.infer<typeof indicatorRow>;

/** An instant of the past that is asked for; now when missing. */
const at = z.coerce.number().int().min(0).optional();
/** GET /indicators */
export const indicatorListQuery = z.strictObject({ at });
export const indicatorList = z.strictObject({
  at: z.number().int(),
  rows: z.array(indicatorRow),
  /** New and changed definitions whose past is filled in, of those that want it. */
  filling: z.strictObject({ done: z.number().int(), of: z.number().int() }),
  /** Whether the matters of the past are counted already. */
  counted: z.boolean(),
  /** The parts of the page at a glance; empty: the jurisdiction has none. */
  overview: z.array(overviewPart),
});
export type IndicatorList = z.infer<typeof indicatorList>;

/** GET /indicators/:id; `level`: by which grids its areas are told, else by the widest of which there are several. */
export const indicatorDetailQuery = z.strictObject({
  level: z.coerce.number().int().min(1).max(mostLevels).optional(),
  /** What went into the formula, and how its areas stood, is not kept: both are empty then. */
  at,
});

const compared = z.strictObject({ at: z.number().int(), value });
export const indicatorDetail = z.strictObject({
  row: indicatorRow,
  at: z.number().int(),
  /** Since when the value is what it is. */
  since: z.number().int().nullable(),
  formula: z.string(),
  owner: z.string(),
  bounds: bounds.nullable(),
  /** Those that hold now. */
  low: value,
  high: value,
  before: compared,
  yearBefore: compared,
  /** The parts of the formula, each in its words, with what they are now. `among`: it is the denominator. */
  inputs: z.array(z.strictObject({ text: z.string(), value, among: z.boolean() })),
  /** Names of the quantities, series and indicators in it. */
  names: z.record(z.string(), localized),
  /** Systems that report what is in it. */
  systems: z.array(localized),
  /** By area; null: it is of the county as a whole. */
  areas: z.array(z.strictObject({ grid: z.string(), name: z.string(), value })).nullable(),
  /** It stands on instruments alone, so that each grid has a value of its own to warn by. */
  byGrid: z.boolean().optional(),
  /**
   * How far its course reaches: its first point; why not further (no record before it, what stood open is replayed for weeks only,
   * series began then, readings and who was online are known from when they were watched); whether what was before the house
   * watched it was filled in.
   */
  past: z.strictObject({
    since: z.number().int().nullable(),
    reach: z.enum(['devices', 'instruments', 'standing', 'series', 'record']),
    isFilled: z.boolean(),
  }),
  versions: z.array(
    z.strictObject({
      version: z.number().int(),
      formula: z.string(),
      since: z.number().int(),
      filledAt: z.number().int().nullable(),
    }),
  ),
  /** Who changed it when and why, the newest first, with what it was after that; `version` is the pack's. */
  changes: z.array(
    z.strictObject({
      version: z.number().int(),
      at: z.number().int(),
      since: z.number().int(),
      by: z.string(),
      why: z.string(),
      undoes: z.number().int().nullable(),
      fields: z.array(z.string()),
      formula: z.string().nullable(),
      bounds: bounds.nullable(),
    }),
  ),
  /** Warnings that it proposes: more than `by` beyond its bounds for so long. */
  warns: z.array(
    z.strictObject({
      colour: z.enum(colours),
      title: z.string(),
      by: z.number(),
      forMs: z.number().int(),
      /** Of each grid of this level by its own value; missing: of the whole. */
      apart: z.number().int().optional(),
    }),
  ),
});
export type IndicatorDetail = z.infer<typeof indicatorDetail>;

/** POST /indicators/:id/rehearsal: another formula or other bounds over the past. Bounds null: none. */
export const indicatorRehearsalAsked = z.strictObject({
  formula: indicator.shape.formula,
  bounds: bounds.nullable(),
  span: z.enum(['day', 'week', 'month', 'year']),
});
export type IndicatorRehearsalAsked = z.infer<typeof indicatorRehearsalAsked>;
/** `at`: what was known at an instant of the past, by the formula, the bounds and the lines that held then. */
export const indicatorRehearsalQuery = z.strictObject({ at });
/** A course with the stretches beyond its bounds, the newest first, and how often each warning would have been proposed. */
const rehearsedCourse = z.strictObject({
  points: z.array(z.strictObject({ at: z.number().int(), value: z.number() })),
  count: z.number().int(),
  beyondMs: z.number().int(),
  spells: z.array(
    z.strictObject({ from: z.number().int(), to: z.number().int().nullable(), worst: z.number() }),
  ),
  proposals: z.array(z.strictObject({ colour: z.enum(colours), count: z.number().int() })),
});
export const indicatorRehearsal = z.strictObject({
  from: z.number().int(),
  to: z.number().int(),
  step: z.enum(pointSpans),
  /** `kept`: by the points that were noted; `computed`: anew, from what is kept of matters, series and instruments. */
  basis: z.enum(['kept', 'computed']),
  before: rehearsedCourse,
  after: rehearsedCourse,
});
export type IndicatorRehearsal = z.infer<typeof indicatorRehearsal>;

export const trendSpans = ['hour', 'day', 'week', 'month', 'year', 'years'] as const;
export type TrendSpan = (typeof trendSpans)[number];
/** GET /indicators/:id/trend */
export const indicatorTrendQuery = z.strictObject({ span: z.enum(trendSpans).default('day'), at });
export const indicatorTrend = z.strictObject({
  from: z.number().int(),
  to: z.number().int(),
  step: z.enum(pointSpans),
  points: z.array(
    z.strictObject({ at: z.number().int(), value: z.number(), low: z.number(), high: z.number() }),
  ),
});
export type IndicatorTrend = z.infer<typeof indicatorTrend>;

/** GET /indicators/:id/behind: the matters, instruments or reported values that the number rests on. `area` narrows it to a cell. */
export const indicatorBehindQuery = z.strictObject({ area: z.string().max(64).optional() });
export const indicatorBehind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('matters'),
    total: z.number().int(),
    rows: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        address: z.string(),
        /** When it happened that it is counted for. */
        at: z.number().int(),
        /** Of a share: whether it is part of it. */
        counts: z.boolean().nullable(),
        open: z.boolean(),
        overdue: z.boolean(),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal('sensors'),
    total: z.number().int(),
    rows: z.array(
      z.strictObject({
        id: z.string(),
        name: localized,
        value,
        measure: z.string(),
        at: z.number().int().nullable(),
        online: z.boolean(),
        beyond: z.boolean(),
        lng: z.number(),
        lat: z.number(),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal('values'),
    total: z.number().int(),
    rows: z.array(z.strictObject({ at: z.number().int(), value: z.number() })),
  }),
  z.strictObject({ kind: z.literal('none'), total: z.literal(0), rows: z.array(z.never()) }),
]);
export type IndicatorBehind = z.infer<typeof indicatorBehind>;

/** POST /series: a value that another system reports; `at` is the beginning of its period. */
export const seriesValueIn = z.strictObject({
  series: z.string().min(1).max(64),
  at: z.union([z.number().int(), z.iso.datetime({ offset: true })]),
  value: z.number(),
});
export type SeriesValueIn = z.infer<typeof seriesValueIn>;
