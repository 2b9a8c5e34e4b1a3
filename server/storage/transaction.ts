import type pg from 'pg';

/** Runs `work` with a connection of its own, which is given back however it ends. */
export async function withConnection<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/**
 * Runs `work` in a transaction: committed when it answers, rolled back when it throws. `begin` may name its kind. A connection whose
 * transaction could not be ended is closed and not lent again.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = 'BEGIN',
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const answer = await work(client);
    await client.query('COMMIT');
    client.release();
    return answer;
  } catch (error) {
    const isOpen = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    client.release(isOpen);
    throw error;
  }
}

/** Begins a transaction that reads one state of everything and writes nothing. */
export const snapshot = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Closes the lines of a pool that nobody has. */
export async function dropIdle(pool: pg.Pool): Promise<void> {
  for (let left = pool.idleCount; left > 0 && pool.idleCount > 0; left--) {
    const client = await pool.connect();
    client.release(true);
  }
}
