import { sql } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import type { Colour } from '#shared/warning/warning.ts';
import { densityKinds, type Density, type DensityKind, type MomentKind } from '#shared/wire/replay.ts';
import type { Database } from '../database.ts';
import { inScope } from '../scope-condition.ts';

/** What a time bar shows of a span, and where it leads: of what the asker may see. */
export interface MomentQueries {
  density(person: Person, asked: { from: number; to: number; stepMs: number }): Promise<Density>;
  /** The next after `at`, or the last before it. */
  moment(
    person: Person,
    kind: MomentKind,
    at: number,
    back: boolean,
  ): Promise<{ at: number; id: string; title: string } | null>;
}

/** What rules and cameras report. */
const alarming = ['sensor', 'camera'];

export function openMomentQueries({ db }: Pick<Database, 'db'>): MomentQueries {
  return {
    async density(person, { from, to, stepMs }) {
      const steps = Math.ceil((to - from) / stepMs);
      const counts = Object.fromEntries(
        densityKinds.map((kind) => [kind, Array.from({ length: steps }, () => 0)]),
      ) as Record<DensityKind, number[]>;
      const rows = await sql<{ kind: DensityKind; step: number; count: number }>`
        select v.kind, ((v.at - ${from}) / ${stepMs})::int as step, count(*)::int as count
        from incident cross join lateral (values
          ('reported', case when counted then reported_at end),
          ('dispatched', case when counted then dispatched_at end),
          ('closed', case when counted then closed_at end),
          ('alarms', case when source = any(${alarming}::text[]) then reported_at end),
          ('urgent', case when urgent then reported_at end)) v (kind, at)
        where jurisdiction = ${person.jurisdiction} and reported_at < ${to}
          and greatest(reported_at, accepted_at, filed_at, due_at, handling_due_at, handled_at, closed_at, evaluated_at) >= ${from}
          and v.at >= ${from} and v.at < ${to} and ${inScope(person)}
        group by 1, 2`.execute(db);
      for (const { kind, step, count } of rows.rows) counts[kind][step] = count;
      const first = await sql<{ at: number | null }>`
        select least((select min(first_at) from ledger_volume where jurisdiction = ${person.jurisdiction}),
          (select at from ledger where jurisdiction = ${person.jurisdiction} order by seq limit 1)) as at`.execute(
        db,
      );
      const warnings = await sql<{
        id: string;
        colour: Colour;
        title: string;
        from: number;
        to: number | null;
      }>`
        select id, state ->> 'colour' as colour, state ->> 'title' as title,
          (state ->> 'issuedAt')::bigint as from, (state ->> 'releasedAt')::bigint as to
        from warning where jurisdiction = ${person.jurisdiction} and (state ->> 'issuedAt')::bigint < ${to}
          and coalesce((state ->> 'releasedAt')::bigint, ${to}) >= ${from} and ${reaches(person)}
        order by 4 limit 200`.execute(db);
      return { from, to, stepMs, first: first.rows[0]?.at ?? null, counts, warnings: warnings.rows };
    },
    async moment(person, kind, at, back) {
      const of = sql`jurisdiction = ${person.jurisdiction}`;
      const beyond = back ? sql`< ${at}` : sql`> ${at}`;
      const order = back ? sql`desc` : sql`asc`;
      if (kind === 'warning') {
        const issued = sql`(state ->> 'issuedAt')::bigint`;
        const { rows } = await sql<{ at: number; id: string; title: string }>`
          select ${issued} as at, id, state ->> 'title' as title from warning
          where ${of} and ${issued} ${beyond} and ${reaches(person)} order by 1 ${order} limit 1`.execute(db);
        return rows[0] ?? null;
      }
      const what = kind === 'urgent' ? sql`urgent` : sql`source = any(${alarming}::text[])`;
      const { rows } = await sql<{ at: number; id: string; title: string }>`
        select reported_at as at, id, title from incident
        where ${of} and reported_at ${beyond} and ${what} and ${inScope(person)}
        order by reported_at ${order} limit 1`.execute(db);
      return rows[0] ?? null;
    },
  };
}

/** Warnings are made to be known: who sees a part has those that reach it, as on its board. */
function reaches(person: Person) {
  if (seesAll(person) || person.grids.length === 0) return sql<boolean>`true`;
  return sql<boolean>`(coalesce(jsonb_array_length(state -> 'grids'), 0) = 0 or state -> 'grids' ?| ${person.grids}::text[])`;
}
