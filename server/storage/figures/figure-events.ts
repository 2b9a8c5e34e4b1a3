import { flowNodes } from '#shared/indicator/figure-ids.ts';
import { satisfiedFrom } from '#shared/indicator/rates.ts';
import { steadyOffset, zoneNameOf, type Zoned } from '#shared/clock/zone.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';

/**
 * What figures count, said once. A matter has events (it was reported, it was due, it was closed …); each adds to sums at its
 * instant. Totals of days and months, counts of parts of a day, and what a change takes away and adds are all made from this
 * list, as SQL over rows of `figure_matter` called `m`.
 */

/** Sums of an event, by column of `figure_total`. */
export type Sums = Record<string, string>;
export interface FigureEvent {
  /** Column of its instant; null: it did not happen. */
  at: string;
  sums: Sums;
}

const flag = (condition: string): string => `coalesce(${condition}, false)::int`;
const columnOf: Record<string, string> = { reported: 'reported_at', 'fed-back': 'handled_at' };
/** Column of the instant at which a node of the flow was reached. */
export const reachedColumn = (node: string): string => columnOf[node] ?? `${node}_at`;
/** When a matter had come as far as this node or, where its way left that out (handled on the spot), a later one. */
export const cameTo = (place: number): string =>
  `coalesce(${flowNodes
    .slice(place)
    .map((node) => `m.${reachedColumn(node)}`)
    .join(', ')})`;
/** Column of `figure_total` for how many of the reported have come to a node. */
export const flowColumn = (node: string): string => `f_${node.replace('-', '_')}`;

const flow = flowNodes
  .slice(1)
  .map((node, place) => [flowColumn(node), flag(`${cameTo(place + 1)} is not null`)] as const);

export const events: readonly FigureEvent[] = [
  { at: 'reported_at', sums: { opened: '1', ...Object.fromEntries(flow) } },
  { at: 'accepted_at', sums: { accepted: '1', accepted_filed: flag('m.filed_at is not null') } },
  { at: 'filed_at', sums: { filed: '1', filed_sent: flag('m.dispatched_at is not null') } },
  {
    at: 'owed_at',
    sums: {
      due: '1',
      due_closed: flag('m.closed_at is not null'),
      due_on_time: flag('m.closed_at <= m.due_at'),
      due_reworked: flag('m.reworks > 0'),
      due_extended: flag('m.extensions > 0'),
    },
  },
  { at: 'handling_owed_at', sums: { handle_due: '1', handle_on_time: flag('m.handled_on_time') } },
  {
    at: 'closed_at',
    sums: { closed: '1', closed_grass: flag('m.grass_roots'), took_ms: 'm.closed_at - m.reported_at' },
  },
  {
    at: 'evaluated_at',
    sums: {
      rated_own: flag('m.rating is not null and m.rated_own'),
      content_own: flag(`m.rating >= ${satisfiedFrom} and m.rated_own`),
      rated_centre: flag('m.rating is not null and not m.rated_own'),
      content_centre: flag(`m.rating >= ${satisfiedFrom} and not m.rated_own`),
    },
  },
];
export const sumNames: readonly string[] = events.flatMap(({ sums }) => Object.keys(sums));

/** What totals are counted by. A matter counts for each unit that acts in it, and once for everything else. */
export const dims = ['*', '1', '2', 'unit', 'lead', 'item', 'source'] as const;
export type Dim = (typeof dims)[number];
/** By day what leaders' pages and scores ask for; the rest by month alone. Parts: by month, and by day of `dailyParts`. */
export const daily: readonly Dim[] = ['*', '1', '2', 'unit', 'lead'];
export const parted: readonly Dim[] = ['*', '1', '2', 'unit'];
/** Of these also by day: who looks at a county or a town looks at the running month. */
export const dailyParts: readonly Dim[] = ['*', '1'];
/** Keys of a row `m` by dim. */
export const keysOf = `(
  values ('*', ''), ('1', coalesce(m.l1, '')), ('2', coalesce(m.l2, '')), ('lead', coalesce(m.lead, '')),
    ('item', m.item), ('source', m.source)
  union all select 'unit', u from unnest(m.units) as u where u <> all (m.onlookers))`;
/** The key of a row for one dim that has one. */
export const keyOf: Record<Exclude<Dim, 'unit'>, string> = {
  '*': `''`,
  1: `coalesce(m.l1, '')`,
  2: `coalesce(m.l2, '')`,
  lead: `coalesce(m.lead, '')`,
  item: 'm.item',
  source: 'm.source',
};

/** Buckets of durations: each is a twentieth wider than the one before, so its middle is within 2.5 % of all in it. */
const bucketBase = 1.05;
/** What a duration that is read from buckets may be off by. */
export const bucketError = 0.025;
/** The middle of a bucket, in ms. */
export const bucketMiddle = (bucket: number): number =>
  bucket <= 0 ? 0 : Math.round(minuteMs * bucketBase ** (bucket - 1) * Math.sqrt(bucketBase));
export const bucketOf = `case when m.closed_at - m.reported_at < ${minuteMs} then 0
  else 1 + floor(ln((m.closed_at - m.reported_at) / ${minuteMs}::float8) / ln(${bucketBase}::float8))::int end`;

/**
 * Parts: what has names of its own in each procedure. `kept:C`, `late:C` the clocks of what was due; `promise:N` and
 * `kept-promise:N` what was due of N promised work days; `outcome:N` the closings that came out so. How long closings took is kept
 * by bucket, apart.
 */
export const parts: readonly { at: string; names: string }[] = [
  {
    at: 'closed_at',
    names: `select 'outcome:' || m.outcome where m.outcome is not null`,
  },
  {
    at: 'owed_at',
    names: `select 'kept:' || c from unnest(m.kept) as c
      union all select 'late:' || c from unnest(m.late) as c
      union all select 'promise:' || m.promise where m.promise is not null
      union all select 'kept-promise:' || m.promise where m.promise is not null and m.closed_at <= m.due_at`,
  },
];

/** Day and month of an instant in local time. */
export function dayOf(at: string, time: Zoned): string {
  const offset = steadyOffset(time);
  return offset === null
    ? `((${localIn(at, time)})::date - date '1970-01-01')`
    : `((${at} + ${offset}) / ${dayMs})::int`;
}
export function monthOf(at: string, time: Zoned): string {
  const local = localIn(at, time);
  return `(extract(year from ${local}) * 12 + extract(month from ${local}) - 1)::int`;
}
/** Local time as a timestamp without a zone. Where clocks change the database knows when: its zones and Node's are of one source. */
function localIn(at: string, time: Zoned): string {
  const offset = steadyOffset(time);
  return offset === null
    ? `(to_timestamp(${at} / 1000.0) at time zone '${zoneNameOf(time).replaceAll("'", '')}')`
    : `(to_timestamp((${at} + ${offset}) / 1000.0) at time zone 'UTC')`;
}
