import { z } from 'zod';
import { families } from '../procedure/schema.ts';
import { colours } from '../warning/warning.ts';
import { watch } from '../watch/watch.ts';
import { defineView, type RowOf } from './definition.ts';

const instant = z.number();
const count = z.number();

/** An incident as lists and maps show it (`incident-row.ts`). */
export const incident = z.strictObject({
  id: z.string(),
  version: z.number(),
  procedure: z.string(),
  node: z.string(),
  nodeSince: instant,
  queue: z.string(),
  item: z.string(),
  title: z.string(),
  address: z.string(),
  source: z.string(),
  lng: z.number(),
  lat: z.number(),
  grids: z.array(z.string()),
  urgent: z.boolean(),
  reportedAt: instant,
  occurrences: count,
  /** Stage clock that runs now and when it is due; the whole deadline. */
  stage: z.string().nullable(),
  stageDueAt: instant.nullable(),
  dueAt: instant,
  /** Some running clock has lapsed. */
  overdue: z.boolean(),
  suspended: z.boolean(),
  lead: z.string().nullable(),
  co: z.array(z.string()),
  /** Units with an open task they have not signed: what a handler's queue asks for first. */
  unsigned: z.array(z.string()),
  /** Units whose task is done: a co-unit that has fed back only waits. */
  fedBack: z.array(z.string()),
  /** Nine characters, one a ring: `1` closed, `0` open, `x` broken. */
  rings: z.string(),
  flags: z.array(z.string()),
  reworks: count,
  asks: z.array(z.string()),
  /** Units with an order in the channel that they have not read, and units that owe a reply to one. */
  unread: z.array(z.string()),
  unanswered: z.array(z.string()),
});

/** What a family's open matters are, and what was reported and closed today. */
const familyToday = z.strictObject({ reported: count, closed: count, open: count, overdue: count });

/** The figures of a local day (`today-row.ts`). */
const today = z.strictObject({
  /** Local midnight, epoch ms. */
  from: instant,
  reported: count,
  accepted: count,
  filed: count,
  dispatched: count,
  closed: count,
  /** Open incidents (of any day) with a lapsed clock. */
  overdue: count,
  /** Due to close today up to now (应结案), of these closed on time, and not: still open, or closed late. */
  dueToClose: count,
  closedOnTime: count,
  missed: count,
  /** Due before today and still open: no rate of today tells of them. */
  carried: count,
  /** Reports up to the same time yesterday. */
  reportedYesterday: count,
  /** Reports by local hour, 24 numbers; and by five minutes, 288, for the time bar. */
  hours: z.array(count),
  fives: z.array(count),
  open: count,
  supervised: count,
  /** Median ms from report to first signature today; null when nothing was signed. */
  medianResponseMs: z.number().nullable(),
  /** Every family of procedures, whatever the figures above count; families with nothing to tell are left out. */
  families: z.partialRecord(z.enum(families), familyToday),
});

const act = z.strictObject({
  seq: z.number(),
  at: instant,
  act: z.string(),
  by: z.string(),
  role: z.string(),
  unit: z.string().nullable(),
  incident: z.string(),
  title: z.string(),
  /** Of the incident, and where it stood then; empty for what is about none. */
  procedure: z.string(),
  node: z.string(),
});

const unit = z.strictObject({ id: z.string(), open: count, overdue: count });

const warning = z.strictObject({
  id: z.string(),
  version: z.number(),
  colour: z.enum(colours),
  title: z.string(),
  basis: z.string(),
  signer: z.string(),
  issuedAt: instant,
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  grids: z.array(z.string()),
  /** Its grids with all that lie around them: whose they are takes note of it. */
  around: z.array(z.string()),
  incident: z.string().nullable(),
  /** Who took note of it, and when; null while it calls. */
  takenBy: z.string().nullable(),
  takenAt: instant.nullable(),
  /** When it was raised or lowered last, and when it ends by itself. */
  adjustedAt: instant.nullable(),
  until: instant.nullable(),
  measures: z.string(),
  /** Recipients, how many of them read it, and since when others are told who has not. */
  sent: count,
  read: count,
  escalatedAt: instant.nullable(),
  /** Another colour, or its end, is proposed. */
  asked: z.boolean(),
});

/** A warning that waits for a signature. */
const proposal = z.strictObject({
  id: z.string(),
  version: z.number(),
  colour: z.enum(colours),
  title: z.string(),
  basis: z.string(),
  by: z.string(),
  proposedAt: instant,
  grids: z.array(z.string()),
});

/**
 * The record lane: what wall and desk show live. Keys: `incident` (open ones in scope) and `warning` (in effect) and `proposal` (of one, not signed) by id, `figure`
 * `today`, `act` (the last 40 acts) by ledger seq, `unit` (units with open tasks) by id, `watch` `now`.
 */
export const boardView = defineView({
  remembered: true,
  tables: {
    incident: { row: incident, merge: 'each' },
    figure: { row: today, merge: 'first' },
    act: { row: act, merge: 'each' },
    unit: { row: unit, merge: 'first' },
    warning: { row: warning, merge: 'each' },
    proposal: { row: proposal, merge: 'each' },
    /** The watch as it stands; there is always one. */
    watch: { row: watch.omit({ lamps: true }), merge: 'first' },
  },
});

type Board = typeof boardView;
export type IncidentRow = RowOf<Board, 'incident'>;
export type TodayRow = RowOf<Board, 'figure'>;
export type FamilyToday = z.infer<typeof familyToday>;
export type ActRow = RowOf<Board, 'act'>;
export type UnitRow = RowOf<Board, 'unit'>;
export type WarningRow = RowOf<Board, 'warning'>;
export type ProposalRow = RowOf<Board, 'proposal'>;
export type WatchRow = RowOf<Board, 'watch'>;
