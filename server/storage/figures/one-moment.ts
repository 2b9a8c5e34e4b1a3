import { sql, type Transaction } from 'kysely';
import { must } from '#shared/kernel/must.ts';
import type { Database } from '../database.ts';
import type { Tables } from '../tables.ts';

type Trx = Transaction<Tables>;
type Read<T> = (trx: Trx) => Promise<T>;

/** Sums of one instant of the database. */
export function inOneMoment<T>(db: Database['db'], read: Read<T>): Promise<T> {
  return inMoment(db, read);
}

/** `moment`: the instant of another transaction that goes on meanwhile, as PostgreSQL names it; missing: the present one. */
function inMoment<T>(db: Database['db'], read: Read<T>, moment?: string): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      if (moment !== undefined) await sql`set transaction snapshot ${sql.lit(moment)}`.execute(trx);
      // Compiling and starting workers cost more than these short sums. Every one of them has an index, and PostgreSQL, which takes a
      // third of all matters for slow ones, would read the whole table in place of an index that is nearly empty.
      await sql`select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
        set_config('enable_seqscan', 'off', true)`.execute(trx);
      return read(trx);
    });
}

/** So many answers are read over two connections at a time. Who holds one and waits for another must leave enough to the rest. */
const mostInTwo = 4;

/** Reads two halves of an answer of one instant, beside each other while few ask, else one after the other. */
export function openTwoHands(db: Database['db']) {
  let busy = 0;
  return <A, B>(one: Read<A>, other: Read<B>): Promise<[A, B]> =>
    inMoment(db, async (trx): Promise<[A, B]> => {
      if (busy >= mostInTwo) return [await one(trx), await other(trx)];
      busy += 1;
      try {
        const { rows } = await sql<{ moment: string }>`select pg_export_snapshot() as moment`.execute(trx);
        return await Promise.all([one(trx), inMoment(db, other, must(rows[0], 'a moment').moment)]);
      } finally {
        busy -= 1;
      }
    });
}
