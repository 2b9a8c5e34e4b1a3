import type { PoolClient } from 'pg';
import { onlookersOf } from '#shared/incident/concern.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Database } from '../database.ts';
import { figureNext, readFigureLag, rebook, type FigureGround } from './figure-store.ts';

/**
 * Matters that were written before `incident.onlookers` was there get it, and are booked anew with it. Each step is a transaction that
 * also keeps how far it came, so a stop in between loses nothing.
 */
const batch = 2_000;

/** Takes the next few; false when nothing is left to do. */
export async function lookNext(
  database: Pick<Database, 'pool'>,
  ground: FigureGround,
  size = batch,
): Promise<boolean> {
  const { jurisdiction } = ground;
  const { rows } = await database.pool.query('SELECT FROM onlooker_fill WHERE jurisdiction = $1', [
    jurisdiction,
  ]);
  if (rows.length === 0) return false;
  const isBooked = await rebook(database, ground, (client) => look(client, jurisdiction, size));
  // What is not added up yet is added up first.
  return isBooked || (await figureNext(database, ground)) || (await readFigureLag(database, ground)).isMade;
}

/** Fills in the next few; answers which changed. */
async function look(client: PoolClient, jurisdiction: string, size: number): Promise<string[]> {
  const { rows: marks } = await client.query<{ done_id: string }>(
    'SELECT done_id FROM onlooker_fill WHERE jurisdiction = $1 FOR UPDATE',
    [jurisdiction],
  );
  const done = marks[0]?.done_id;
  if (done === undefined) return [];
  const { rows: next } = await client.query<{ id: string; spoken: boolean }>(
    `SELECT id, state -> 'messages' IS NOT NULL AS spoken FROM incident
     WHERE jurisdiction = $1 AND id > $2 ORDER BY id LIMIT $3`,
    [jurisdiction, done, size],
  );
  const wanted = next.flatMap(({ id, spoken }) => (spoken ? [id] : []));
  // Who writes one now writes it as a whole, and may wait for nobody here; it is looked at in the next step.
  const { rows: held } = await client.query<{ id: string; state: Incident; onlookers: string[] }>(
    `SELECT id, state, onlookers FROM incident WHERE jurisdiction = $1 AND id = ANY($2::text[])
     FOR UPDATE SKIP LOCKED`,
    [jurisdiction, wanted],
  );
  const changed = held.flatMap(({ id, state, onlookers }) => {
    const now = onlookersOf(state);
    return now.join('\n') === onlookers.join('\n') ? [] : [{ id, onlookers: now }];
  });
  await client.query(
    `UPDATE incident AS i SET onlookers = r.onlookers
     FROM json_to_recordset($2) AS r (id text, onlookers text[]) WHERE i.jurisdiction = $1 AND i.id = r.id`,
    [jurisdiction, JSON.stringify(changed)],
  );
  if (held.length === wanted.length) await goOn(client, jurisdiction, next.at(size - 1)?.id ?? null);
  return changed.map(({ id }) => id);
}

/** Null: all are looked through. */
async function goOn(client: PoolClient, jurisdiction: string, id: string | null): Promise<void> {
  const text =
    id === null
      ? 'DELETE FROM onlooker_fill WHERE jurisdiction = $1 AND $2::text IS NULL'
      : 'UPDATE onlooker_fill SET done_id = $2 WHERE jurisdiction = $1';
  await client.query(text, [jurisdiction, id]);
}
