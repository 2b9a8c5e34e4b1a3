import type { Database } from '../database.ts';

/**
 * Whether the record lane could write now: its tables are locked as a writer locks them, for no longer than the look takes. Throws
 * when somebody else holds them: a transaction that was left open in a console, a maintenance job.
 */
export async function probeRecordLane({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    await client.query(
      `BEGIN; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '2s';
       LOCK TABLE jurisdiction, ledger, incident, command_key IN ROW EXCLUSIVE MODE;
       SELECT 1 FROM jurisdiction FOR NO KEY UPDATE`,
    );
  } catch (error) {
    fault = error as Error;
  }
  const ended = await client.query('ROLLBACK').then(
    () => undefined,
    (error: Error) => error,
  );
  client.release(ended);
  if (fault) throw fault;
}
