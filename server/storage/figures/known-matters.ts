import { sql } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import type { KnownMatter } from '#shared/foresight/matter.ts';
import type { Database } from '../database.ts';
import { inScope } from '../scope-condition.ts';

/** Matters as models on the record learn from them. */
export type KnownMatters = ReturnType<typeof openKnownMatters>;

interface Row extends Omit<KnownMatter, 'late'> {
  onTime: boolean | null;
}
const columns = `id, item, source, lead, urgent, l1 as town, l2 as cell, reported_at as "reportedAt",
  due_at as "dueAt", closed_at as "closedAt", on_time as "onTime"`;

export function openKnownMatters({ pool, db }: Pick<Database, 'pool' | 'db'>) {
  const known = ({ onTime, ...row }: Row, now: number): KnownMatter => ({
    ...row,
    late: row.closedAt === null ? row.dueAt <= now : onTime === false,
  });
  return {
    /** Those reported since an instant; where there are more than `most`, every n-th of them by a hash of its id. */
    async since(
      jurisdiction: string,
      since: number,
      most: number,
      now: number,
    ): Promise<{ every: number; matters: KnownMatter[] }> {
      const { rows: counted } = await pool.query<{ n: number }>(
        `select count(*)::int as n from incident where jurisdiction = $1 and counted and reported_at >= $2`,
        [jurisdiction, since],
      );
      const every = Math.max(1, Math.ceil((counted[0]?.n ?? 0) / most));
      const { rows } = await pool.query<Row>(
        `select ${columns} from incident where jurisdiction = $1 and counted and reported_at >= $2
           and ($3 = 1 or (hashtext(id) & 2147483647) % $3 = 0) order by reported_at, id`,
        [jurisdiction, since, every],
      );
      return { every, matters: rows.map((row) => known(row, now)) };
    },
    /** Open matters that somebody may see and that are not late yet, the first due first. */
    async open(person: Person, now: number, limit: number): Promise<(KnownMatter & { title: string })[]> {
      const { rows } = await sql<Row & { title: string }>`
        select ${sql.raw(columns)}, title from incident
        where jurisdiction = ${person.jurisdiction} and counted and open and due_at > ${now}::int8 and ${inScope(person)}
        order by due_at limit ${limit}`.execute(db);
      return rows.map(({ title, ...row }) => ({ ...known(row, now), title }));
    },
  };
}
