import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { Zoned } from '#shared/clock/zone.ts';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Window } from '#shared/indicator/window.ts';
import type { Bookings } from '#shared/wire/supervision.ts';
import type { Database } from '../database.ts';
import { scoreDayOffsetMs } from '../record/record-tables.ts';
import type { Part } from './figure-part.ts';
import { byKey, readSums, wantedOf, type Counted } from './figure-sums.ts';
import { inAccount, inScope } from '../scope-condition.ts';
import type { Tables } from '../tables.ts';

/** What units were booked in a window, and how they work. All instants of one reading are of one moment of the database. */
export interface ScoreAsk {
  window: Window;
  /** Procedures of supervision orders, and of appeals. */
  orders: readonly string[];
  appeals: readonly string[];
  /** What rates count. */
  counted: Counted;
  time: Zoned;
}
export const scoredRates = ['onTimeClosing', 'onTimeHandling', 'rework'] as const;
export interface RawScores {
  seq: number;
  /** Points by unit and reason; what was given and what was taken for the same reason apart. */
  bookings: { unit: string; reason: string; count: number; points: number }[];
  rates: ({ unit: string } & Record<
    (typeof scoredRates)[number],
    [numerator: number, denominator: number]
  >)[];
  orders: { unit: string; received: number; answered: number; onTime: number; open: number }[];
  appeals: { unit: string; filed: number; granted: number; rejected: number; open: number }[];
}
export type ScoreQueries = ReturnType<typeof openScoreQueries>;

/** Bookings that one answer holds. */
const mostBookings = 200;

export function openScoreQueries({ db }: Pick<Database, 'db'>) {
  const inOneMoment = <T>(read: (trx: Transaction<Tables>) => Promise<T>): Promise<T> =>
    db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
  return {
    read: (person: Person, ask: ScoreAsk): Promise<RawScores> =>
      inOneMoment(async (trx) => ({
        seq: await headOf(trx, person.jurisdiction),
        bookings: await sumBookings(trx, person, ask.window),
        rates: await countRates(trx, person, ask),
        orders: await countOrders(trx, person, ask),
        appeals: await countAppeals(trx, person, ask),
      })),
    /** The single bookings of a unit, newest first; of one reason when it is named. */
    list: (person: Person, unit: string, window: Window, reason?: string): Promise<Bookings> =>
      inOneMoment(async (trx) => {
        const named = reason === undefined ? sql<SqlBool>`true` : sql<SqlBool>`reason = ${reason}`;
        const where = sql`${within(person, window)} and unit = ${unit} and ${named}`;
        const counted = await sql<{ n: number }>`select count(*) as n from score where ${where}`.execute(trx);
        const { rows } = await sql<Bookings['rows'][number]>`
          select s.at, s.seq, s.incident, s.points, s.reason, i.title, i.procedure, i.rings
          from (select * from score where ${where} order by at desc, seq desc limit ${mostBookings}::int) as s
          join incident as i on i.jurisdiction = s.jurisdiction and i.id = s.incident
          order by s.at desc, s.seq desc`.execute(trx);
        return { total: counted.rows[0]?.n ?? 0, rows };
      }),
  };
}

async function headOf(trx: Transaction<Tables>, jurisdiction: string): Promise<number> {
  const { rows } = await sql<{
    seq: number;
  }>`select seq from jurisdiction where id = ${jurisdiction}`.execute(trx);
  return rows[0]?.seq ?? 0;
}

/** Bookings of the window that belong to incidents in scope. Who sees everything need not open one. */
function within(person: Person, { from, to }: Window): RawBuilder<SqlBool> {
  const { jurisdiction } = person;
  const mine = seesAll(person)
    ? sql<SqlBool>`true`
    : sql<SqlBool>`exists (select from incident as seen
        where seen.jurisdiction = ${jurisdiction} and seen.id = score.incident and ${inScope(person)})`;
  return sql<SqlBool>`jurisdiction = ${jurisdiction} and at >= ${from}::int8 and at < ${to}::int8 and ${mine}`;
}

async function sumBookings(
  trx: Transaction<Tables>,
  person: Person,
  window: Window,
): Promise<RawScores['bookings']> {
  // Who sees everything has the days added up already.
  const { rows } = await sql<RawScores['bookings'][number]>`
    select unit, reason, sum(count)::int8 as count, sum(points) as points
    from (${seesAll(person) ? byDays(person, window) : bookingsOf(person, window)}) as booked
    group by unit, reason, taken order by unit, reason, taken`.execute(trx);
  return rows;
}

function bookingsOf(person: Person, window: Window): RawBuilder<unknown> {
  return sql`select unit, reason, points < 0 as taken, count(*) as count, sum(points::float8) as points
    from score where ${within(person, window)} group by unit, reason, points < 0`;
}

/** The whole days of the window, and single bookings where it begins and ends within one. */
function byDays(person: Person, { from, to }: Window): RawBuilder<unknown> {
  const first = Math.ceil((from + scoreDayOffsetMs) / dayMs);
  const end = Math.max(first, Math.floor((to + scoreDayOffsetMs) / dayMs));
  const [begins, ends] = [first, end].map((day) => Math.min(day * dayMs - scoreDayOffsetMs, to)) as [
    number,
    number,
  ];
  return sql`select unit, reason, taken, count, points from score_day
    where jurisdiction = ${person.jurisdiction} and day >= ${first}::int and day < ${end}::int
    union all ${bookingsOf(person, { from, to: begins })}
    union all ${bookingsOf(person, { from: ends, to })}`;
}

/** Of the events it led, as every other figure counts them. */
async function countRates(
  trx: Transaction<Tables>,
  person: Person,
  { window, counted, time }: ScoreAsk,
): Promise<RawScores['rates']> {
  const part: Part = {
    jurisdiction: person.jurisdiction,
    time,
    where: inAccount(person),
    totals: seesAll(person) ? { dim: 'lead', keys: null } : null,
  };
  const rows = await readSums(trx, part, window, {
    by: [byKey('lead')],
    wanted: wantedOf(counted),
    names: ['due', 'due_on_time', 'due_reworked', 'handle_due', 'handle_on_time'],
  });
  return rows.flatMap(({ key: unit, sums }) => {
    if (unit === '') return [];
    const pair = (numerator: string, denominator: string): [number, number] => [
      ...([sums[numerator] ?? 0, sums[denominator] ?? 0] as const),
    ];
    return {
      unit,
      onTimeClosing: pair('due_on_time', 'due'),
      onTimeHandling: pair('handle_on_time', 'handle_due'),
      rework: pair('due_reworked', 'due'),
    };
  });
}

/** Matters of these procedures that were begun in the window, by the unit they went to. */
function begun(person: Person, procedures: readonly string[], { from, to }: Window): RawBuilder<SqlBool> {
  return sql<SqlBool>`jurisdiction = ${person.jurisdiction} and not counted and lead is not null
    and procedure = any(${[...procedures]}::text[]) and reported_at >= ${from}::int8 and reported_at < ${to}::int8
    and ${inScope(person)}`;
}

async function countOrders(
  trx: Transaction<Tables>,
  person: Person,
  { orders, window }: ScoreAsk,
): Promise<RawScores['orders']> {
  const { rows } = await sql<RawScores['orders'][number]>`
    select lead as unit, count(*) as received, count(handled_at) as answered,
      count(*) filter (where handled_on_time) as "onTime", count(*) filter (where open) as open
    from incident where ${begun(person, orders, window)} group by lead`.execute(trx);
  return rows;
}

async function countAppeals(
  trx: Transaction<Tables>,
  person: Person,
  { appeals, window }: ScoreAsk,
): Promise<RawScores['appeals']> {
  const refused = sql<SqlBool>`(state ->> 'flags') like '%"refused"%'`;
  const { rows } = await sql<RawScores['appeals'][number]>`
    select lead as unit, count(*) as filed,
      count(*) filter (where closed_at is not null and not ${refused}) as granted,
      count(*) filter (where closed_at is not null and ${refused}) as rejected,
      count(*) filter (where open) as open
    from incident where ${begun(person, appeals, window)} group by lead`.execute(trx);
  return rows;
}
