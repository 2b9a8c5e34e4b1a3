import { sql, type Transaction } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { dayStart, localDay, offsetAt, type Zoned } from '#shared/clock/zone.ts';
import type { GridLevel } from '#shared/grid/levels.ts';
import type { Window, Windows } from '#shared/indicator/window.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Database } from '../database.ts';
import { dayOf } from './figure-events.ts';
import { inAccount } from '../scope-condition.ts';
import { readLater } from './figure-later.ts';
import { openHeldSums, readHeld, type Holding } from './held-sums.ts';
import { openTwoHands } from './one-moment.ts';
import type { Condition, Part, Sum } from './figure-part.ts';
import {
  byKey,
  byProcedure,
  readParts,
  readSums,
  wantedOf,
  type Counted,
  type SumsAsk,
} from './figure-sums.ts';
import { measureTook, type Took } from './figure-took.ts';
import type { Tables } from '../tables.ts';

export interface FigureAsk {
  person: Person;
  windows: Windows;
  /** The county's time. */
  time: Zoned;
  /** Level of a grid. */
  levelOf(grid: string): number | undefined;
  /** Cells that are compared, and their level. */
  league: { level: GridLevel; keys: readonly string[] | null };
  counted: Counted;
  now: number;
}
/** Open matters of one cell that is compared and of one lead. */
export interface OpenRow {
  procedure: string;
  child: boolean;
  cell: string | null;
  lead: string | null;
  open: number;
  overdue: number;
  overdueSince: number | null;
  supervised: number;
  supervisedSince: number | null;
  unsigned: number;
  unsignedSince: number | null;
  /** Due before the window. */
  carried: number;
}
export interface RawFigures {
  seq: number;
  since: number | null;
  /** By procedure. */
  now: Sum[];
  before: Sum[];
  yearBefore: Sum[];
  /** By cell, of what is counted. */
  cells: Sum[];
  cellsBefore: Sum[];
  /** Closed after the window but due before it, by procedure. */
  carriedLater: { procedure: string; child: boolean; n: number }[];
  trend: Sum[];
  open: OpenRow[];
  /** How many of what is counted are open, by middle grid. */
  density: Record<string, number>;
  parts: Sum[];
  /** By procedure, and of what is counted under `''`. */
  took: Map<string, Took>;
  /** Rework of three weeks that ended last midnight, by cell, oldest first. */
  weeks: { to: number; sums: Sum[][] };
  /** The condition that came up most often in thirty days. */
  actor: { origin: string; count: number } | null;
}
export type FigureQueries = ReturnType<typeof openFigureQueries>;
type Trx = Transaction<Tables>;

/** Counts of the leaders' page, all of one instant of the database and of what the person may see. */
export function openFigureQueries({ db }: Pick<Database, 'db'>) {
  const inTwo = openTwoHands(db);
  const sums = openHeldSums();
  return {
    async read(ask: FigureAsk): Promise<RawFigures> {
      // Both halves are of one moment, so what holds in one holds in the other.
      let holding: Promise<Holding | null> | null = null;
      const partIn = async (trx: Trx): Promise<Part> => {
        holding ??= sums.of(trx, ask.person.jurisdiction, firstDay(ask));
        return { ...partOf(ask), holding: await holding };
      };
      const [one, other] = await inTwo(
        async (trx) => readProcedures(trx, await partIn(trx), ask),
        async (trx) => readAreas(trx, await partIn(trx), ask),
      );
      return { ...one, ...other };
    },
  };
}

/** The first day of local time that an answer looks at. */
function firstDay({ windows, time, now }: FigureAsk): number {
  const { yearBefore, before } = windows;
  const first = Math.min(yearBefore.from, before.from, windows.now.from, now - 4 * 7 * dayMs);
  return localDay(time, first);
}

/** By procedure: the windows, and how long closings took. About half of what an answer costs. */
async function readProcedures(trx: Trx, part: Part, { windows, counted, now: at }: FigureAsk) {
  const sums = (window: Window): Promise<Sum[]> => readWindow(trx, part, window, at, { by: byProcedure });
  const now = await sums(windows.now);
  return {
    now,
    before: await sums(windows.before),
    yearBefore: await sums(windows.yearBefore),
    carriedLater: await countCarried(trx, part, windows.now, at),
    took: await measureTook(trx, part, windows.now, { now, counted }),
  };
}

/** The rest: areas, trend, parts, what is open. */
async function readAreas(trx: Trx, part: Part, ask: FigureAsk) {
  const { windows } = ask;
  const wanted = wantedOf(ask.counted);
  const cells = cellsOf(part, ask);
  const asked = { by: cells.by, wanted, names: leagueNames };
  return {
    ...(await headOf(trx, part)),
    parts: await readParts(trx, part, windows.now, { by: byProcedure }),
    cells: await readWindow(trx, cells.part, windows.now, ask.now, asked),
    cellsBefore: await readWindow(trx, cells.part, windows.before, ask.now, asked),
    trend: await readTrend(trx, part, windows, wanted),
    ...(await countOpen(trx, part, ask)),
    weeks: await readWeeks(trx, cells, ask, wanted),
    actor: await findActor(trx, part, windows.now.to),
  };
}

/** What a league and a trend are made of. */
const leagueNames = ['due', 'due_closed', 'due_on_time', 'due_reworked', 'rated_own', 'content_own'];
const trendNames = ['opened', 'closed', 'closed_grass', 'took_ms', 'due', 'due_on_time', 'due_reworked'];

/** The matters that count for a person, and the totals that are kept of them. */
export function partOf({ person, time, levelOf }: Pick<FigureAsk, 'person' | 'time' | 'levelOf'>): Part {
  const { jurisdiction, grids, unit } = person;
  const rest = { jurisdiction, time, where: inAccount(person) };
  if (seesAll(person)) return { ...rest, totals: { dim: '*', keys: null } };
  if (grids.length === 0 && unit !== undefined) return { ...rest, totals: { dim: 'unit', keys: [unit] } };
  const levels = new Set(grids.map((grid) => levelOf(grid)));
  const [level] = levels;
  const isKept = unit === undefined && levels.size === 1 && (level === 1 || level === 2);
  return { ...rest, totals: isKept ? { dim: level === 1 ? '1' : '2', keys: grids } : null };
}

/** Totals are kept by the two widest levels; by narrower ones it is counted. */
const isTotalled = (level: GridLevel): level is 1 | 2 => level <= 2;

function cellsOf(part: Part, { league }: FigureAsk): { part: Part; by: SumsAsk['by'] } {
  const { level, keys } = league;
  // Areas of the whole county, or the areas of an area, have totals of their own; those of a unit's tasks have none.
  const isKept = isTotalled(level) && part.totals !== null && part.totals.dim !== 'unit';
  const row = `coalesce(m.l${level}, '')`;
  return isKept
    ? {
        part: { ...part, totals: { dim: level === 1 ? '1' : '2', keys } },
        by: [byKey(level === 1 ? '1' : '2')],
      }
    : { part: { ...part, totals: null }, by: [{ name: 'key', total: 'key', row: () => row }] };
}

async function headOf(trx: Trx, part: Part): Promise<Pick<RawFigures, 'seq' | 'since'>> {
  const { jurisdiction, where, totals, time } = part;
  const mark = await sql<{
    seq: number;
  }>`select seq from figure_mark where jurisdiction = ${jurisdiction}`.execute(trx);
  // Of what has totals to the day: they are looked through from the oldest on.
  const keys = totals?.keys ? sql`and key = any(${[...totals.keys]}::text[])` : sql``;
  const first = totals
    ? sql<{
        day: number;
      }>`select at as day from figure_total
        where jurisdiction = ${jurisdiction} and dim = ${totals.dim} and span = 'd' and opened > 0 ${keys} order by at limit 1`
    : sql<{ at: number }>`select m.reported_at as at from figure_matter as m
        where m.jurisdiction = ${jurisdiction} and ${where} order by m.reported_at limit 1`;
  const [found] = (await first.execute(trx)).rows as ({ day: number } | { at: number })[];
  return {
    seq: mark.rows[0]?.seq ?? 0,
    since: found === undefined ? null : 'day' in found ? dayStart(time, found.day) : found.at,
  };
}

/** Sums of a window as it stood at its end. */
export async function readWindow(
  trx: Trx,
  part: Part,
  window: Window,
  now: number,
  asked: SumsAsk,
): Promise<Sum[]> {
  const sums = await readSums(trx, part, window, asked);
  if (window.to >= now) return sums;
  const idOf = (row: Sum): string => JSON.stringify([row.key, row.procedure, row.child]);
  const later = new Map((await readLater(trx, part, window, asked)).map((row) => [idOf(row), row.sums]));
  return sums.map((row) => {
    const less = later.get(idOf(row)) ?? {};
    const left = Object.entries(row.sums).map(([name, n]) => [name, n - (less[name] ?? 0)]);
    return { ...row, sums: Object.fromEntries(left) as Sum['sums'] };
  });
}

async function countCarried(
  trx: Trx,
  part: Part,
  { from, to }: Window,
  now: number,
): Promise<RawFigures['carriedLater']> {
  if (to >= now) return [];
  const { rows } = await sql<RawFigures['carriedLater'][number]>`
    select m.procedure, m.child, count(*) as n from figure_matter as m
    where m.jurisdiction = ${part.jurisdiction} and m.closed_at > m.due_at and m.closed_at >= ${to}::int8
      and m.due_at < ${from}::int8 and m.owed_at is not null and ${part.where}
    group by m.procedure, m.child`.execute(trx);
  return rows;
}

async function readTrend(
  trx: Trx,
  part: Part,
  { now, stepMs }: Windows,
  wanted: Condition,
): Promise<RawFigures['trend']> {
  const { time } = part;
  // Hours are counted as they pass: a day on which clocks change has 23 or 25 of them.
  const offset = offsetAt(time, now.from);
  const isDay = stepMs === dayMs;
  const row = (at: string): string => (isDay ? dayOf(at, time) : `((${at} + ${offset}) / ${stepMs})::int`);
  const by = [{ name: 'at', total: 'at', row }];
  const asked = { by, days: true, wanted, names: trendNames };
  return readSums(trx, isDay ? part : { ...part, totals: null }, now, asked);
}

/** One way through the open matters; they lie scattered over the table, which is what this costs. */
async function countOpen(
  trx: Trx,
  { jurisdiction, where, holding }: Part,
  ask: FigureAsk,
): Promise<Pick<RawFigures, 'open' | 'density'>> {
  const { from } = ask.windows.now;
  const cell = sql.raw(`m.l${ask.league.level}`);
  const question = sql<OpenRow & { middle: string | null; isMiddle: number; counted: number }>`
    select m.procedure, m.child, ${cell} as cell, m.lead, m.l2 as middle, grouping(m.lead) as "isMiddle",
      count(*) as open, count(*) filter (where ${wantedOf(ask.counted)}) as counted,
      count(*) filter (where m.overdue) as overdue, min(m.due_at) filter (where m.overdue) as "overdueSince",
      count(*) filter (where m.overdue and m.supervised) as supervised,
      min(m.due_at) filter (where m.overdue and m.supervised) as "supervisedSince",
      count(*) filter (where m.node = 'dispatched') as unsigned,
      min(m.dispatched_at) filter (where m.node = 'dispatched') as "unsignedSince",
      count(*) filter (where m.owed_at < ${from}::int8) as carried
    from figure_matter as m where m.jurisdiction = ${jurisdiction} and m.open and ${where}
    group by grouping sets ((m.procedure, m.child, ${cell}, m.lead), (m.l2))`;
  const density: RawFigures['density'] = {};
  const open: OpenRow[] = [];
  for (const { middle, isMiddle, counted, ...row } of await readHeld(trx, holding, question))
    if (isMiddle === 0) open.push(row);
    else if (middle !== null && counted > 0) density[middle] = counted;
  return { open, density };
}

/** Whole days, which totals hold: what is booked today does not make a week rise. */
async function readWeeks(
  trx: Trx,
  cells: { part: Part; by: SumsAsk['by'] },
  { now, time }: FigureAsk,
  wanted: Condition,
): Promise<RawFigures['weeks']> {
  const today = localDay(time, now);
  const sums: Sum[][] = [];
  for (const weeks of [3, 2, 1]) {
    const first = today - weeks * 7;
    const week = { from: dayStart(time, first), to: dayStart(time, first + 7) };
    const names = ['due', 'due_reworked'];
    sums.push(await readSums(trx, cells.part, week, { by: cells.by, wanted, names }));
  }
  return { to: dayStart(time, today), sums };
}

async function findActor(trx: Trx, { jurisdiction, where }: Part, to: number): Promise<RawFigures['actor']> {
  const { rows } = await sql<{ origin: string; count: number }>`
    select m.origin, count(*) as count from figure_matter as m
    where m.jurisdiction = ${jurisdiction} and m.origin is not null
      and m.reported_at >= ${to - 30 * dayMs}::int8 and m.reported_at < ${to}::int8 and ${where}
    group by m.origin order by count desc, m.origin limit 1`.execute(trx);
  return rows[0] ?? null;
}
