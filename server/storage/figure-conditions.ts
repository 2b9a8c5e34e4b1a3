import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { flowNodes, type FigureId, type FlowNode } from '#shared/indicator/figure-ids.ts';
import { satisfiedFrom } from '#shared/indicator/rates.ts';
import type { Window } from '#shared/indicator/window.ts';

/**
 * What each figure counts, said once: the counts of `/figures` and the lists of `/incidents?figure=` are both made from
 * these conditions, so a figure always opens to exactly its incidents.
 *
 * A window is looked at as it stood at its end: acts after `to` do not count in it, so that last month is not flattered
 * by what was mended since. Void, merged and not-filed incidents are due for nothing.
 */
export type Condition = RawBuilder<SqlBool>;
export interface Parts {
  numerator: Condition;
  denominator: Condition;
}

/** Not before a window begins for all that can count in it; index `incident_last`. */
export const lastInstant = sql<number>`greatest(reported_at, accepted_at, filed_at, due_at, handling_due_at, handled_at, closed_at, evaluated_at)`;

const kept = sql<SqlBool>`(ended is null or ended = 'archived')`;
const reachedAt: Record<FlowNode, RawBuilder<number | null>> = {
  reported: sql`reported_at`,
  accepted: sql`accepted_at`,
  filed: sql`filed_at`,
  dispatched: sql`dispatched_at`,
  signed: sql`signed_at`,
  'fed-back': sql`handled_at`,
  checked: sql`checked_at`,
  closed: sql`closed_at`,
  evaluated: sql`evaluated_at`,
  assessed: sql`assessed_at`,
  archived: sql`archived_at`,
};

/** When an incident had come as far as this node or, where its way left that out (handled on the spot), a later one. */
const cameTo = (place: number): RawBuilder<unknown> =>
  sql`coalesce(${sql.join(flowNodes.slice(place).map((node) => reachedAt[node]))})`;

const all = (...conditions: Condition[]): Condition => sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
const either = (a: Condition, b: Condition): Condition => sql<SqlBool>`(${a} or ${b})`;

/**
 * The conditions of every figure over [from, to). What counts are incidents: approvals, orders and what another matter opened have
 * figures of their own, for which `counts` says something else.
 */
export function figureConditions(
  { from, to }: Window,
  counts: Condition = sql<SqlBool>`counted`,
): Record<FigureId, Parts> {
  const within = (instant: RawBuilder<unknown>): Condition =>
    sql<SqlBool>`(${instant} >= ${from}::int8 and ${instant} < ${to}::int8)`;
  const done = (instant: RawBuilder<unknown>): Condition => sql<SqlBool>`${instant} < ${to}::int8`;
  /** 应结案: deadline in the window, or closed in it ahead of a later deadline. */
  const due = (deadline: RawBuilder<unknown>, finished: RawBuilder<unknown>): Condition =>
    all(kept, either(within(deadline), all(within(finished), sql<SqlBool>`${deadline} >= ${to}::int8`)));

  const at = reachedAt;
  const dueToClose = due(sql`due_at`, at.closed);
  const dueToHandle = due(sql`handling_due_at`, at['fed-back']);
  const reported = within(at.reported);
  const closed = within(at.closed);
  const rated = all(within(at.evaluated), sql<SqlBool>`rating is not null`);
  const open = sql<SqlBool>`open`;
  const overdue = sql<SqlBool>`(open and overdue)`;
  const of = (condition: Condition, ...more: Condition[]): Parts => {
    const denominator = all(counts, condition);
    return { numerator: all(denominator, ...more), denominator };
  };
  const flow = flowNodes.map((node, place) => [`flow-${node}`, of(reported, done(cameTo(place)))] as const);
  return {
    filing: of(within(at.accepted), done(at.filed)),
    dispatch: of(within(at.filed), done(at.dispatched)),
    closing: of(dueToClose, done(at.closed)),
    onTimeClosing: of(dueToClose, done(at.closed), sql<SqlBool>`on_time`),
    onTimeHandling: of(dueToHandle, done(at['fed-back']), sql<SqlBool>`handled_on_time`),
    rework: of(dueToClose, sql<SqlBool>`reworks > 0`),
    extension: of(dueToClose, sql<SqlBool>`extensions > 0`),
    grassRoots: of(closed, sql<SqlBool>`grass_roots`),
    satisfaction: of(rated, sql<SqlBool>`rating >= ${satisfiedFrom}::int`),
    reported: of(reported),
    closed: of(closed),
    ...(Object.fromEntries(flow) as Record<`flow-${FlowNode}`, Parts>),
    open: of(open),
    overdue: of(open, overdue),
    'supervision-due': of(all(open, sql<SqlBool>`supervised`), overdue),
    unsigned: of(open, sql<SqlBool>`node = 'dispatched'`),
  };
}

/** Figures of this very moment, for which the window says nothing. */
export const momentary: ReadonlySet<FigureId> = new Set(['open', 'overdue', 'supervision-due', 'unsigned']);

/** Narrows to incidents that can count in the window, by index. */
export function canCount({ from, to }: Window): Condition {
  return sql<SqlBool>`(${lastInstant} >= ${from}::int8 and reported_at < ${to}::int8)`;
}
