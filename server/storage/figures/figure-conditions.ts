import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { flowNodes, type FigureId, type FlowNode } from '#shared/indicator/figure-ids.ts';
import { satisfiedFrom } from '#shared/indicator/rates.ts';
import type { Window } from '#shared/indicator/window.ts';
import { cameTo, reachedColumn } from './figure-events.ts';

/**
 * What stands behind each figure: conditions over the rows `m` of `figure_matter`. The numbers of `/figures` are added up from
 * `figure-events.ts`; the lists of `/incidents?figure=` are made from these conditions, and a test holds the two together.
 *
 * A matter is due 应结案 in the one window that holds the earlier of its deadline and its closing, so windows add up. What it
 * was like at the end of a window counts: closed, filed or dispatched after it is not closed, filed or dispatched in it.
 */
export type Condition = RawBuilder<SqlBool>;
export interface Parts {
  numerator: Condition;
  denominator: Condition;
}
/** What `stage`, `outcome` and `promise` name. */
export interface Named {
  clock?: string | undefined;
  outcome?: readonly string[] | undefined;
  days?: number | undefined;
  above?: number | undefined;
}

const column = (name: string): RawBuilder<unknown> => sql.raw(`m.${name}`);
const at = (node: FlowNode): RawBuilder<unknown> => column(reachedColumn(node));
const all = (...conditions: Condition[]): Condition => sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;

/** The conditions of every figure over [from, to) among what `counts`. */
export function figureConditions(
  { from, to }: Window,
  counts: Condition = sql<SqlBool>`m.counted`,
  named: Named = {},
): Record<FigureId, Parts> {
  const within = (instant: RawBuilder<unknown>): Condition =>
    sql<SqlBool>`(${instant} >= ${from}::int8 and ${instant} < ${to}::int8)`;
  const done = (instant: RawBuilder<unknown>): Condition => sql<SqlBool>`${instant} < ${to}::int8`;
  const of = (condition: Condition, ...more: Condition[]): Parts => {
    const denominator = all(counts, condition);
    return { numerator: all(denominator, ...more), denominator };
  };
  const due = within(column('owed_at'));
  const closed = within(at('closed'));
  const onTime = sql<SqlBool>`m.closed_at <= m.due_at`;
  const rated = all(within(at('evaluated')), sql<SqlBool>`m.rating is not null`);
  const content = sql<SqlBool>`m.rating >= ${satisfiedFrom}::int`;
  const came = (place: number): Condition => sql<SqlBool>`${sql.raw(cameTo(place))} is not null`;
  const flow = flowNodes.map(
    (node, place) => [`flow-${node}`, of(within(at('reported')), came(place))] as const,
  );
  return {
    filing: of(within(at('accepted')), done(at('filed'))),
    dispatch: of(within(at('filed')), done(at('dispatched'))),
    closing: of(due, done(at('closed'))),
    onTimeClosing: of(due, onTime),
    onTimeHandling: of(within(column('handling_owed_at')), sql<SqlBool>`m.handled_on_time`),
    rework: of(due, sql<SqlBool>`m.reworks > 0`),
    extension: of(due, sql<SqlBool>`m.extensions > 0`),
    grassRoots: of(closed, sql<SqlBool>`m.grass_roots`),
    satisfaction: of(all(rated, sql<SqlBool>`m.rated_own`), content),
    centreRating: of(all(rated, sql<SqlBool>`not m.rated_own`), content),
    reported: of(within(at('reported'))),
    accepted: of(within(at('accepted'))),
    dispatched: of(within(at('dispatched'))),
    closed: of(closed),
    missed: of(due, sql<SqlBool>`(m.closed_at is null or m.closed_at > m.due_at)`),
    carried: of(sql<SqlBool>`(m.owed_at < ${from}::int8 and (m.open or m.closed_at >= ${to}::int8))`),
    stage: of(
      all(due, sql<SqlBool>`${named.clock ?? ''} = any(m.kept || m.late)`),
      sql<SqlBool>`${named.clock ?? ''} = any(m.kept)`,
    ),
    outcome: of(closed, sql<SqlBool>`m.outcome = any(${[...(named.outcome ?? [])]}::text[])`),
    promise: of(
      all(
        due,
        sql<SqlBool>`(m.promise <= ${named.days ?? 0}::real and m.promise > ${named.above ?? 0}::real)`,
      ),
      onTime,
    ),
    ...(Object.fromEntries(flow) as Record<`flow-${FlowNode}`, Parts>),
    open: of(sql<SqlBool>`m.open`),
    overdue: of(sql<SqlBool>`m.open`, sql<SqlBool>`m.overdue`),
    supervised: of(sql<SqlBool>`(m.open and m.supervised)`),
    'supervision-due': of(sql<SqlBool>`(m.open and m.supervised)`, sql<SqlBool>`m.overdue`),
    unsigned: of(sql<SqlBool>`m.open`, sql<SqlBool>`m.node = 'dispatched'`),
  };
}
