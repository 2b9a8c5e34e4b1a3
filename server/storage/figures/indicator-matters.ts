import { sql } from 'kysely';
import type { ChainColumns } from '#shared/grid/levels.ts';
import type { IncidentEvent } from '#shared/incident/fact.ts';
import type { Database } from '../database.ts';
import { chainColumnNames } from '../grid-columns.ts';

/** What indicators count of a matter: a row of `figure_matter`. */
export interface IndicatorMatter extends ChainColumns {
  id: string;
  procedure: string;
  /** Another matter opened it. */
  child: boolean;
  node: string;
  item: string;
  source: string;
  reportedAt: number;
  acceptedAt: number | null;
  filedAt: number | null;
  dispatchedAt: number | null;
  signedAt: number | null;
  closedAt: number | null;
  evaluatedAt: number | null;
  dueAt: number;
  /** When it was due for the figures: the earlier of deadline and closing; null: for nothing. */
  owedAt: number | null;
  reworks: number;
  extensions: number;
  supervised: boolean;
  rating: number | null;
  /** By who reported it, not by the centre. */
  ratedOwn: boolean;
  grassRoots: boolean | null;
  overdue: boolean;
  open: boolean;
}

const columns =
  sql.raw(`id, procedure, child, node, item, source, ${chainColumnNames()}, reported_at as "reportedAt",
  accepted_at as "acceptedAt", filed_at as "filedAt", dispatched_at as "dispatchedAt", signed_at as "signedAt",
  closed_at as "closedAt", evaluated_at as "evaluatedAt", due_at as "dueAt", owed_at as "owedAt", reworks, extensions,
  supervised, rating, rated_own as "ratedOwn", grass_roots as "grassRoots", overdue, open`);

export type IndicatorMatters = ReturnType<typeof openIndicatorMatters>;

/** Matters as indicators count them, from the rows that figures keep. */
export function openIndicatorMatters({ db }: Pick<Database, 'db'>) {
  return {
    /** Ledger entry the rows are up to; null while they are made for the first time. */
    async mark(jurisdiction: string): Promise<number | null> {
      const { rows } = await sql<{ seq: number; made: boolean }>`
        select seq, filled_id is null and month is null as made from figure_mark where jurisdiction = ${jurisdiction}`.execute(
        db,
      );
      return rows[0]?.made ? rows[0].seq : null;
    },
    /** Open matters and those that something happened to since `since`, a page at a time, by id after `after`. */
    async page(
      jurisdiction: string,
      since: number,
      after: string,
      limit: number,
    ): Promise<IndicatorMatter[]> {
      const { rows } = await sql<IndicatorMatter>`
        select ${columns} from figure_matter where jurisdiction = ${jurisdiction} and id > ${after}
          and (open or greatest(reported_at, closed_at, evaluated_at, owed_at) >= ${since}::int8)
        order by id limit ${limit}`.execute(db);
      return rows;
    },
    async some(jurisdiction: string, ids: readonly string[]): Promise<IndicatorMatter[]> {
      const { rows } = await sql<IndicatorMatter>`
        select ${columns} from figure_matter
        where jurisdiction = ${jurisdiction} and id = any(${[...ids]}::text[])`.execute(db);
      return rows;
    },
    /** Subjects of ledger entries after `after`, up to `to`. */
    async touched(jurisdiction: string, after: number, to: number): Promise<string[]> {
      const { rows } = await sql<{ subject: string }>`
        select distinct subject from ledger
        where jurisdiction = ${jurisdiction} and seq > ${after}::int8 and seq <= ${to}::int8`.execute(db);
      return rows.map(({ subject }) => subject);
    },
    /** Everything that the ledger says of some matters, the oldest first. */
    async events(jurisdiction: string, ids: readonly string[]): Promise<Map<string, IncidentEvent[]>> {
      const { rows } = await sql<{ subject: string; at: number; body: string }>`
        select subject, at, body from ledger
        where jurisdiction = ${jurisdiction} and subject = any(${[...ids]}::text[])
        order by subject, version`.execute(db);
      return eventsOf(rows);
    },
    /** Title, state and place of matters, for a list. */
    async told(jurisdiction: string, ids: readonly string[]): Promise<ToldMatter[]> {
      const { rows } = await sql<ToldMatter>`
        select id, title, address, item, l1, l2, reported_at as "reportedAt",
          closed_at as "closedAt", due_at as "dueAt", open, overdue from incident
        where jurisdiction = ${jurisdiction} and id = any(${[...ids]}::text[])`.execute(db);
      return rows;
    },
  };
}
function eventsOf(rows: readonly { subject: string; at: number; body: string }[]) {
  const found = new Map<string, IncidentEvent[]>();
  for (const { subject, at, body } of rows) {
    const { by, fact } = JSON.parse(body) as Pick<IncidentEvent, 'by' | 'fact'>;
    const own = found.get(subject);
    if (own) own.push({ at, by, fact });
    else found.set(subject, [{ at, by, fact }]);
  }
  return found;
}
export interface ToldMatter {
  id: string;
  title: string;
  address: string;
  item: string;
  l1: string | null;
  l2: string | null;
  reportedAt: number;
  closedAt: number | null;
  dueAt: number;
  open: boolean;
  overdue: boolean;
}
