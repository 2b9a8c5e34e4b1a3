import type { Zoned } from '#shared/clock/zone.ts';
import { dayMs } from '#shared/kernel/span.ts';
import {
  bucketOf,
  daily,
  dailyParts,
  dayOf,
  events,
  keysOf,
  monthOf,
  parted,
  parts,
  sumNames,
  type Dim,
} from './figure-events.ts';

/**
 * Adding up by event: each event's sums are grouped by themselves, so that a matter costs what its own events hold and not all sums
 * for every event; and months are added up from days where days are kept.
 */
const key = 'jurisdiction, dim, span, at, key, procedure, child';
const listed = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
/** Sums of whole numbers as such: PostgreSQL adds up its widest ones as decimals, at several times the price. */
const added = (name: string, of: string): string => `sum(${of})::${name === 'took_ms' ? 'int8' : 'int4'}`;
const columns = (name: (sum: string) => string): string => sumNames.map(name).join(', ');
/** The month that a day of local time lies in. */
const monthOfDay = monthOf(`at::int8 * ${dayMs}`, { utcOffsetMinutes: 0 });

/** Rows of `booked` for each key of some dims. */
const keyed = (dims: readonly string[]): string =>
  `booked AS m CROSS JOIN LATERAL ${keysOf} AS k (dim, key) WHERE k.dim IN (${listed(dims)})`;
const monthly = (dims: readonly Dim[], days: readonly Dim[]): Dim[] =>
  dims.filter((one) => !days.includes(one));

type Span = 'd' | 'm';
const union = (pieces: readonly string[]): string => pieces.join(' UNION ALL ');

/** What a day or month of a key is: of rows `booked`, at an event's instant. */
type Places = (span: Span, at: string) => string;
type Wanted = (at: string) => string;

/**
 * Adds what rows `booked` book, `sign` times, to the totals; what comes to nothing is left alone. `wanted` says of an event's instant
 * whether it counts. A part of a statement.
 */
export function addBooked(time: Zoned, wanted: Wanted): string {
  const places: Places = (span, at) =>
    `m.jurisdiction, k.dim, '${span}' AS span, ${(span === 'd' ? dayOf : monthOf)(at, time)} AS at, k.key, m.procedure, m.child`;
  return `, ${addSums(places, wanted)}, ${addNames(places, wanted)}, ${addTook(places, wanted)}
    SELECT 1`;
}

/** Sums of events. */
function addSums(places: Places, wanted: Wanted): string {
  const sumsOf = (span: Span, dims: readonly string[]): string[] =>
    events.map(
      ({ at, sums }) => `SELECT ${places(span, `m.${at}`)},
        ${columns((name) => (sums[name] === undefined ? `0 AS ${name}` : `${added(name, `m.sign * (${sums[name]})`)} AS ${name}`))}
        FROM ${keyed(dims)} AND ${wanted(`m.${at}`)} GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    );
  return `sums_of_days AS (
      SELECT ${key}, ${columns((name) => `${added(name, name)} AS ${name}`)}
      FROM (${union(sumsOf('d', daily))}) AS pieces GROUP BY ${key}
    ), sums AS (
      SELECT * FROM sums_of_days
      UNION ALL SELECT jurisdiction, dim, 'm', ${monthOfDay}, key, procedure, child, ${columns((name) => added(name, name))}
        FROM sums_of_days GROUP BY 1, 2, 3, 4, 5, 6, 7
      UNION ALL SELECT ${key}, ${columns((name) => added(name, name))}
        FROM (${union(sumsOf('m', monthly(['item', 'source'], daily)))}) AS pieces GROUP BY ${key}
    ), put_sums AS (
      INSERT INTO figure_total (${key}, ${sumNames.join(', ')})
      SELECT ${key}, ${sumNames.join(', ')} FROM sums WHERE ${sumNames.map((name) => `${name} <> 0`).join(' OR ')}
      ON CONFLICT (${key}) DO UPDATE SET ${columns((name) => `${name} = figure_total.${name} + excluded.${name}`)}
    )`;
}

/** Counts of what an event was like, by name. */
function addNames(places: Places, wanted: Wanted): string {
  const namesOf = (span: Span, dims: readonly string[]): string[] =>
    parts.map(
      ({ at, names }) => `SELECT ${places(span, `m.${at}`)}, e.name, sum(m.sign)::int AS n
        FROM booked AS m CROSS JOIN LATERAL (${names}) AS e (name)
        CROSS JOIN LATERAL ${keysOf} AS k (dim, key) WHERE k.dim IN (${listed(dims)})
          AND ${wanted(`m.${at}`)} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
    );
  return `names_of_days AS (
      ${union(namesOf('d', dailyParts))}
    ), named AS (
      SELECT * FROM names_of_days
      UNION ALL SELECT jurisdiction, dim, 'm', ${monthOfDay}, key, procedure, child, name, sum(n)::int
        FROM names_of_days GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
      UNION ALL ${union(namesOf('m', monthly(parted, dailyParts)))}
    ), put_named AS (
      INSERT INTO figure_part (${key}, name, n) SELECT ${key}, name, n FROM named WHERE n <> 0
      ON CONFLICT (${key}, name) DO UPDATE SET n = figure_part.n + excluded.n
    )`;
}

/** How long matters took, in buckets. */
function addTook(places: Places, wanted: Wanted): string {
  const tookOf = (span: Span, dims: readonly string[]): string =>
    `SELECT ${places(span, 'm.closed_at')}, ${bucketOf} AS bucket, sum(m.sign)::int AS n
      FROM ${keyed(dims)} AND ${wanted('m.closed_at')} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
  return `took_of_days AS (
      ${tookOf('d', dailyParts)}
    ), took AS (
      SELECT * FROM took_of_days
      UNION ALL SELECT jurisdiction, dim, 'm', ${monthOfDay}, key, procedure, child, bucket, sum(n)::int
        FROM took_of_days GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
      UNION ALL ${tookOf('m', monthly(parted, dailyParts))}
    ), put_took AS (
      INSERT INTO figure_took (${key}, buckets, counts)
      SELECT ${key}, array_agg(bucket), array_agg(n) FROM took WHERE n <> 0 GROUP BY ${key}
      ON CONFLICT (${key}) DO UPDATE SET (buckets, counts) = (
        SELECT coalesce(array_agg(bucket), '{}'), coalesce(array_agg(n), '{}') FROM (
          SELECT bucket, sum(n)::int AS n FROM (
            SELECT unnest(figure_took.buckets) AS bucket, unnest(figure_took.counts) AS n
            UNION ALL SELECT unnest(excluded.buckets), unnest(excluded.counts)
          ) AS both_of GROUP BY bucket HAVING sum(n) <> 0
        ) AS merged)
    )`;
}
