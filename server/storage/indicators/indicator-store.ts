import { dayMs } from '#shared/kernel/span.ts';
import type { PointSpan } from '#shared/indicator/span.ts';
import type { Database } from '../database.ts';

/** Points of indicators, values of series, and checkpoints (migration 031). */
export interface Point {
  at: number;
  value: number;
  low: number;
  high: number;
}
export interface GivenValue {
  series: string;
  at: number;
  value: number;
}
export type IndicatorStore = ReturnType<typeof openIndicatorStore>;

/** How long points are kept; days for ever. */
const keptMs = { m: 3 * dayMs, h: 400 * dayMs } as const;

export function openIndicatorStore(database: Pick<Database, 'pool'>) {
  return {
    ...points(database),
    ...course(database),
    ...series(database),
    ...measured(database),
    ...states(database),
  };
}

/** Points of spans: the last value of each, its lowest and its highest. */
function points({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Adds a value of each indicator to a span of time: the last counts, and lowest and highest are kept. */
    async note(
      jurisdiction: string,
      span: PointSpan,
      at: number,
      ids: readonly string[],
      values: readonly number[],
    ): Promise<void> {
      await pool.query(
        `insert into indicator_point (jurisdiction, indicator, span, at, value, low, high)
         select $1, i, $2, $3, v, v, v from unnest($4::text[], $5::float8[]) as n (i, v)
         on conflict (jurisdiction, indicator, span, at) do update set value = excluded.value,
           low = least(indicator_point.low, excluded.low), high = greatest(indicator_point.high, excluded.high)`,
        [jurisdiction, span, at, ids, values],
      );
    },
    /** Points that are filled in afterwards; one that was watched as it passed stays. */
    async fill(
      jurisdiction: string,
      indicator: string,
      span: PointSpan,
      points: readonly Pick<Point, 'at' | 'value'>[],
    ) {
      await pool.query(
        `insert into indicator_point (jurisdiction, indicator, span, at, value, low, high)
         select $1, $2, $5, a, v, v, v from unnest($3::int8[], $4::float8[]) as n (a, v)
         on conflict do nothing`,
        [jurisdiction, indicator, points.map(({ at }) => at), points.map(({ value }) => value), span],
      );
    },
    /** The last point of each indicator at or before an instant, and no older than `maxAgeMs`. */
    async before(
      jurisdiction: string,
      ids: readonly string[],
      span: PointSpan,
      at: number,
      maxAgeMs: number,
    ) {
      const { rows } = await pool.query<{ indicator: string; value: number }>(
        `select i as indicator, p.value from unnest($2::text[]) as n (i) cross join lateral (
           select value from indicator_point where jurisdiction = $1 and indicator = i and span = $3
             and at <= $4 and at > $4 - $5 order by at desc limit 1) p`,
        [jurisdiction, ids, span, at, maxAgeMs],
      );
      return new Map(rows.map(({ indicator, value }) => [indicator, value]));
    },
  };
}

/** The course of an indicator, and what of it is let go. */
function course({ pool }: Pick<Database, 'pool'>) {
  return {
    /** The oldest point of any span; null: there is none. */
    async first(jurisdiction: string, indicator: string): Promise<number | null> {
      const { rows } = await pool.query<{ at: number | null }>(
        `select min(f.at) as at from unnest(array['m', 'h', 'd']) as n (s) cross join lateral (
           select at from indicator_point where jurisdiction = $1 and indicator = $2 and span = s order by at limit 1) f`,
        [jurisdiction, indicator],
      );
      return rows[0]?.at ?? null;
    },
    /** Of one span in [from, to), oldest first. */
    async points(jurisdiction: string, indicator: string, span: PointSpan, from: number, to: number) {
      const { rows } = await pool.query<Point>(
        `select at, value, low, high from indicator_point
         where jurisdiction = $1 and indicator = $2 and span = $3 and at >= $4 and at < $5 order by at`,
        [jurisdiction, indicator, span, from, to],
      );
      return rows;
    },
    async tidy(now: number): Promise<void> {
      for (const [span, ms] of Object.entries(keptMs))
        await pool.query('delete from indicator_point where span = $1 and at < $2', [span, now - ms]);
    },
    /** Points of a span in [from, before), which others take the place of. */
    async forget(
      jurisdiction: string,
      indicator: string,
      span: PointSpan,
      from: number,
      before: number,
    ): Promise<void> {
      await pool.query(
        `delete from indicator_point
         where jurisdiction = $1 and indicator = $2 and span = $3 and at >= $4 and at < $5`,
        [jurisdiction, indicator, span, from, before],
      );
    },
  };
}

/** Values that were given for periods. */
function series({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Stores values of series; answers 1 for a new one, 0 for one that is there, 3 for one that puts another right. */
    async give(
      jurisdiction: string,
      source: string,
      now: number,
      values: readonly GivenValue[],
    ): Promise<number[]> {
      const { rows } = await pool.query<{ series: string; at: number; isNew: boolean }>(
        `insert into series_value as s (jurisdiction, series, at, value, source, received_at)
         select distinct on (n.s, n.a) $1, n.s, n.a, n.v, $2, $3
         from unnest($4::text[], $5::int8[], $6::float8[]) with ordinality as n (s, a, v, o) order by n.s, n.a, n.o desc
         on conflict (jurisdiction, series, at) do update set value = excluded.value, source = excluded.source,
           received_at = excluded.received_at where s.value <> excluded.value
         returning series, at, xmax = 0 as "isNew"`,
        [
          ...[jurisdiction, source, now, values.map(({ series }) => series)],
          ...[values.map(({ at }) => at), values.map(({ value }) => value)],
        ],
      );
      const done = new Map(rows.map(({ series, at, isNew }) => [`${series}\0${at}`, isNew ? 1 : 3]));
      return values.map(({ series, at }) => done.get(`${series}\0${at}`) ?? 0);
    },
    /** All values since an instant, oldest first. */
    async given(jurisdiction: string, since: number): Promise<GivenValue[]> {
      const { rows } = await pool.query<GivenValue>(
        'select series, at, value from series_value where jurisdiction = $1 and at >= $2 order by at',
        [jurisdiction, since],
      );
      return rows;
    },
  };
}

/** What is read of others: readings, their hours, warnings. */
function measured({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Readings of sensors after an instant of each, in the order of time, for what a checkpoint does not hold. */
    async readingsAfter(numbers: readonly number[], since: readonly number[]) {
      const { rows } = await pool.query<{ sensor: number; at: number; value: number }>(
        `select r.sensor, r.at, r.value from unnest($1::int4[], $2::int8[]) as n (s, a)
         join reading r on r.sensor = n.s and r.at > n.a
         where r.quality & 4 = 0 and r.value between -3.4e38 and 3.4e38 order by r.at`,
        [numbers, since],
      );
      return rows;
    },
    /** Sums of whole hours in [from, to) from the minutes that were rolled up, and the value at the end of each. */
    async hoursOf(numbers: readonly number[], from: number, to: number) {
      const { rows } = await pool.query<HourSums>(
        `select sensor, minute - minute % 3600000 as at, sum(count)::int as n, sum(mean * count) as sum,
           min(min) as min, max(max) as max, (array_agg(last order by minute desc))[1] as last from reading_course
         where sensor = any($1::int4[]) and minute >= $2 and minute < $3 group by 1, 2`,
        [numbers, from, to],
      );
      return rows;
    },
    /** Warnings of any time: colour and the two instants between which they were in effect. */
    async warnings(jurisdiction: string) {
      const { rows } = await pool.query<{ colour: string; issuedAt: number; releasedAt: number | null }>(
        `select state ->> 'colour' as colour, (state ->> 'issuedAt')::int8 as "issuedAt",
           (state ->> 'releasedAt')::int8 as "releasedAt" from warning where jurisdiction = $1 and state ? 'issuedAt'`,
        [jurisdiction],
      );
      return rows;
    },
  };
}

/** Checkpoints, and the definitions that were computed. */
function states({ pool }: Pick<Database, 'pool'>) {
  return {
    async checkpoint(jurisdiction: string, at: number, state: Uint8Array): Promise<void> {
      await pool.query(
        `insert into indicator_checkpoint (jurisdiction, at, state) values ($1, $2, $3)
         on conflict (jurisdiction) do update set at = excluded.at, state = excluded.state`,
        [jurisdiction, at, Buffer.from(state)],
      );
    },
    async lastCheckpoint(jurisdiction: string): Promise<{ at: number; state: Uint8Array } | null> {
      const { rows } = await pool.query<{ at: number; state: Buffer }>(
        'select at, state from indicator_checkpoint where jurisdiction = $1',
        [jurisdiction],
      );
      return rows[0] ?? null;
    },
    /** Definitions that were computed, the newest of each. */
    async versions(jurisdiction: string) {
      const { rows } = await pool.query<Version>(
        `select distinct on (indicator) indicator, version, formula, since, filled_at as "filledAt",
           filled_form as "filledForm"
         from indicator_version where jurisdiction = $1 order by indicator, version desc`,
        [jurisdiction],
      );
      return new Map(rows.map((row) => [row.indicator, row]));
    },
    async putVersion(
      jurisdiction: string,
      { indicator, version, formula, since, filledAt, filledForm }: Version,
    ) {
      await pool.query(
        `insert into indicator_version (jurisdiction, indicator, version, formula, since, filled_at, filled_form)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (jurisdiction, indicator, version) do update set
           filled_at = excluded.filled_at, filled_form = excluded.filled_form`,
        [jurisdiction, indicator, version, formula, since, filledAt, filledForm],
      );
    },
    /** All versions of one indicator, the newest first. */
    async history(jurisdiction: string, indicator: string): Promise<Version[]> {
      const { rows } = await pool.query<Version>(
        `select indicator, version, formula, since, filled_at as "filledAt", filled_form as "filledForm" from indicator_version
         where jurisdiction = $1 and indicator = $2 order by version desc`,
        [jurisdiction, indicator],
      );
      return rows;
    },
  };
}

export interface Version {
  indicator: string;
  version: number;
  formula: string;
  since: number;
  filledAt: number | null;
  /** In which form its past was filled in (`filling.ts`). */
  filledForm: number;
}
export interface HourSums {
  sensor: number;
  at: number;
  n: number;
  sum: number;
  min: number;
  max: number;
  last: number;
}
