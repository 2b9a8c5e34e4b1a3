import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { concerns, type Concern } from '#shared/wire/supervision.ts';
import type { Database } from '../database.ts';
import { inScope } from '../scope-condition.ts';
import type { Tables } from '../tables.ts';

/** What somebody should look after, and what time told of it. */
export interface WatchedRow {
  state: Incident;
  lead: string | null;
  rings: string;
  open: boolean;
  concerns: Concern[];
}
export interface Watched {
  seq: number;
  counts: Record<Concern, number>;
  total: number;
  rows: WatchedRow[];
  /** The last escalation, else the last reminder, by incident. */
  told: Map<string, { at: number; fact: IncidentFact }>;
}
export type SupervisionQueries = ReturnType<typeof openSupervisionQueries>;

/** Rows that one answer holds. */
const mostRows = 500;

// A reminder is kept with its clock; only the open incidents are taken apart to look for one.
const conditions: Record<Concern, RawBuilder<SqlBool>> = {
  overdue: sql`(open and overdue)`,
  reminded: sql`(case when open and not overdue then exists (
    select from json_each(state -> 'clocks') as clock
    where clock.value ->> 'remindedAt' is not null and clock.value ->> 'stoppedAt' is null) else false end)`,
  escalated: sql`(open and escalation > 0)`,
  returned: sql`(open and returns >= 2)`,
  reworked: sql`(open and reworks > 0)`,
  supervised: sql`(open and supervised)`,
  forced: sql`forced`,
};

/** Open matters that are late, were reminded of, went up, came back or are supervised; and what was closed by force of late. */
export function openSupervisionQueries({ db }: Pick<Database, 'db'>) {
  return {
    read: (person: Person, forcedFrom: number): Promise<Watched> =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (trx) => {
          const { jurisdiction } = person;
          const marks = concerns.map((id) => sql`${conditions[id]} as ${sql.id(`is-${id}`)}`);
          const matters = sql`(select id, state, lead, rings, open, due_at, ${sql.join(marks)} from incident
            where jurisdiction = ${jurisdiction} and ${inScope(person)}
              and (open or (forced and closed_at >= ${forcedFrom}::int8)))`;
          const rows = await readRows(trx, matters);
          const head = await sql<{
            seq: number;
          }>`select seq from jurisdiction where id = ${jurisdiction}`.execute(trx);
          return {
            seq: head.rows[0]?.seq ?? 0,
            ...(await countMatters(trx, matters)),
            rows,
            told: await readTold(
              trx,
              jurisdiction,
              rows.map(({ state }) => state.id),
            ),
          };
        }),
  };
}

const isAny = sql.join(
  concerns.map((id) => sql.id(`is-${id}`)),
  sql` or `,
);

async function countMatters(
  trx: Transaction<Tables>,
  matters: RawBuilder<unknown>,
): Promise<Pick<Watched, 'counts' | 'total'>> {
  const columns = concerns.map((id) => sql`count(*) filter (where ${sql.id(`is-${id}`)}) as ${sql.id(id)}`);
  const { rows } = await sql<Record<string, number>>`
    select count(*) as total, ${sql.join(columns)} from ${matters} as matter where ${isAny}`.execute(trx);
  const [first = {}] = rows;
  const counts = Object.fromEntries(concerns.map((id) => [id, first[id] ?? 0])) as Watched['counts'];
  return { counts, total: first['total'] ?? 0 };
}

/** The late ones first, the longest due before the others. */
async function readRows(trx: Transaction<Tables>, matters: RawBuilder<unknown>): Promise<WatchedRow[]> {
  const { rows } = await sql<Omit<WatchedRow, 'concerns'> & Record<`is-${Concern}`, boolean>>`
    select * from ${matters} as matter where ${isAny}
    order by open desc, "is-overdue" desc, due_at, id limit ${mostRows}::int`.execute(trx);
  return rows.map((row) => {
    const { state, lead, rings, open } = row;
    return { state, lead, rings, open, concerns: concerns.filter((id) => row[`is-${id}`]) };
  });
}

/** Reminders and escalations stand in the ledger with whom they told; who was told last of an overdue clock matters more than a reminder of another. */
async function readTold(
  trx: Transaction<Tables>,
  jurisdiction: string,
  ids: readonly string[],
): Promise<Watched['told']> {
  const { rows } = await sql<{ subject: string; at: number; body: string }>`
    select w.id as subject, l.at, l.body from unnest(${[...ids]}::text[]) as w (id)
    cross join lateral (
      select at, body from ledger
      where jurisdiction = ${jurisdiction} and subject = w.id
        and (body like '%"fact":{"kind":"reminded"%' or body like '%"fact":{"kind":"escalated"%')
      order by body like '%"fact":{"kind":"escalated"%' desc, version desc limit 1
    ) as l`.execute(trx);
  return new Map(
    rows.map(({ subject, at, body }) => [
      subject,
      { at, fact: (JSON.parse(body) as { fact: IncidentFact }).fact },
    ]),
  );
}
