import type { Family } from '../procedure/schema.ts';
import type { Colour } from '../warning/warning.ts';
import type { Watch } from '../watch/watch.ts';

/**
 * Rows of the record lane's channel `board`: what wall and desk show live. Tables: `incident` (open ones in scope),
 * `figure` (key `today`), `act` (the last 40 acts, key = ledger seq), `unit` (units with open tasks), `warning` (in effect),
 * `watch` (key `now`).
 */
export type IncidentRow = {
  id: string;
  version: number;
  procedure: string;
  node: string;
  nodeSince: number;
  queue: string;
  item: string;
  title: string;
  address: string;
  source: string;
  lng: number;
  lat: number;
  grids: string[];
  urgent: boolean;
  reportedAt: number;
  occurrences: number;
  /** Stage clock that runs now and when it is due; the whole deadline. */
  stage: string | null;
  stageDueAt: number | null;
  dueAt: number;
  /** Some running clock has lapsed. */
  overdue: boolean;
  suspended: boolean;
  lead: string | null;
  co: string[];
  /** Units with an open task they have not signed: what a handler's queue asks for first. */
  unsigned: string[];
  /** Units whose task is done: a co-unit that has fed back only waits. */
  fedBack: string[];
  /** Nine characters, one a ring: `1` closed, `0` open, `x` broken. */
  rings: string;
  flags: string[];
  reworks: number;
  asks: string[];
  /** Units with an order in the channel that they have not read, and units that owe a reply to one. */
  unread: string[];
  unanswered: string[];
};

export type TodayRow = {
  /** Local midnight, epoch ms. */
  from: number;
  reported: number;
  accepted: number;
  filed: number;
  dispatched: number;
  closed: number;
  /** Open incidents (of any day) with a lapsed clock. */
  overdue: number;
  /** Due to close today up to now (应结案), of these closed on time, and not: still open, or closed late. */
  dueToClose: number;
  closedOnTime: number;
  missed: number;
  /** Due before today and still open: no rate of today tells of them. */
  carried: number;
  /** Reports up to the same time yesterday. */
  reportedYesterday: number;
  /** Reports by local hour, 24 numbers; and by five minutes, 288, for the time bar. */
  hours: number[];
  fives: number[];
  open: number;
  supervised: number;
  /** Median ms from report to first signature today; null when nothing was signed. */
  medianResponseMs: number | null;
  /** Every family of procedures, whatever the figures above count; families with nothing to tell are left out. */
  families: Partial<Record<Family, FamilyToday>>;
};
/** What a family's open matters are, and what was reported and closed today. */
export type FamilyToday = { reported: number; closed: number; open: number; overdue: number };

export type ActRow = {
  seq: number;
  at: number;
  act: string;
  by: string;
  role: string;
  unit: string | null;
  incident: string;
  title: string;
  /** Of the incident, and where it stood then; empty for what is about none. */
  procedure: string;
  node: string;
};
export type UnitRow = { id: string; open: number; overdue: number };
/** The watch as it stands; there is always one. */
export type WatchRow = Watch;
export type WarningRow = {
  id: string;
  version: number;
  colour: Colour;
  title: string;
  basis: string;
  signer: string;
  issuedAt: number;
  lng: number | null;
  lat: number | null;
  grids: string[];
  incident: string | null;
  /** Who took note of it, and when; null while it calls. */
  takenBy: string | null;
  takenAt: number | null;
};

/**
 * Row of the record lane's channel `flow`, table `flow`, key `procedure/node`: matters that stand at a node, open or closed
 * within the last seven days and waiting to be finished, and how many of them are late. Counted at most once a second.
 */
export type FlowRow = { procedure: string; node: string; open: number; overdue: number };

/**
 * Rows of the hot lane's channel `sensing`, refreshed at most once a second. Tables: `system` (key = system), `indicator`
 * (key = domain), `abnormal` (key = sensor id; raised rules), `camera` (key `all`), `staff` (key `all`).
 */
export type SystemRow = { system: string; total: number; online: number; abnormal: number };
/** One character an indicator in pack order: `0` normal, `1` near its bound, `2` abnormal, `-` no data. */
export type IndicatorRow = { domain: string; cells: string };
export type AbnormalRow = {
  sensor: string;
  name: string;
  system: string;
  rule: string;
  since: number;
  value: number;
  lng: number;
  lat: number;
  incident: string | null;
};
export type CameraRow = { total: number; online: number };
export type StaffRow = { total: number; online: number };

/** Closed matters that wait to be finished, as many as a desk shows: the newest. The others are found by search. */
export const mostFinishing = 200;
