import type { Database } from '../database.ts';
import { inTransaction } from '../transaction.ts';

/** One fact about a matter that a source reported. */
export interface SourceEvent {
  jurisdiction: string;
  /** Of the ledger entry: what a source names to go on from there. */
  seq: number;
  source: string;
  incident: string;
  at: number;
  /** What happened, as `PublicStep.act`, or `changed` for what has no word of its own. */
  act: string;
}
/** An event to be pushed, and where to. */
export interface Due extends SourceEvent {
  tries: number;
  url: string;
  secret: string;
}
export interface DeadEvent extends SourceEvent {
  tries: number;
  error: string;
}
export interface Webhook {
  url: string;
  secret: string;
  madeAt: number;
}
export type OutgoingStore = ReturnType<typeof openOutgoingStore>;

const eventColumns = 'jurisdiction, seq, source, incident, at, act';

/** Whose matter is whose, what happened to it, and what is still to be pushed. */
export function openOutgoingStore({ pool }: Pick<Database, 'pool'>) {
  return { ...openEvents(pool), ...openWebhooks(pool) };
}

function eventStarts(pool: Database['pool']) {
  return {
    /** How far the ledger was read; null before the first time. */
    async head(jurisdiction: string): Promise<number | null> {
      const { rows } = await pool.query<{ seq: number }>(
        'SELECT seq FROM source_head WHERE jurisdiction = $1',
        [jurisdiction],
      );
      return rows[0]?.seq ?? null;
    },
    /** Begins at the ledger's present end; the matters that sources reported before are theirs all the same. */
    async begin(jurisdiction: string, seq: number): Promise<void> {
      await pool.query(
        `INSERT INTO source_matter (jurisdiction, incident, source, at)
         SELECT jurisdiction, id, substr(state->'reporter'->>'id', 8), reported_at FROM incident
         WHERE jurisdiction = $1 AND state->'reporter'->>'role' = 'source'
         ON CONFLICT (jurisdiction, incident) DO NOTHING`,
        [jurisdiction],
      );
      await pool.query(
        'INSERT INTO source_head (jurisdiction, seq) VALUES ($1, $2) ON CONFLICT (jurisdiction) DO NOTHING',
        [jurisdiction, seq],
      );
    },
    /** The sources of those of the matters that came from one. */
    async sourcesOf(jurisdiction: string, incidents: readonly string[]): Promise<Map<string, string>> {
      const { rows } = await pool.query<{ incident: string; source: string }>(
        'SELECT incident, source FROM source_matter WHERE jurisdiction = $1 AND incident = ANY($2)',
        [jurisdiction, incidents],
      );
      return new Map(rows.map(({ incident, source }) => [incident, source]));
    },
  };
}

function eventWrites(pool: Database['pool']) {
  return {
    /** Keeps what a stretch of the ledger brought and how far it went, together; what another node kept already stays. */
    async keep(
      jurisdiction: string,
      seq: number,
      matters: readonly { incident: string; source: string; at: number }[],
      events: readonly SourceEvent[],
    ): Promise<void> {
      return inTransaction(pool, async (client) => {
        await client.query(
          `INSERT INTO source_matter (jurisdiction, incident, source, at)
           SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[]) ON CONFLICT DO NOTHING`,
          [
            jurisdiction,
            matters.map(({ incident }) => incident),
            matters.map(({ source }) => source),
            matters.map(({ at }) => at),
          ],
        );
        await client.query(
          `INSERT INTO source_event (${eventColumns}, state, due_at)
           SELECT $1, e.seq, e.source, e.incident, e.at, e.act,
             CASE WHEN w.url IS NULL THEN 'none' ELSE 'waiting' END, CASE WHEN w.url IS NULL THEN NULL ELSE e.at END
           FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[]) AS e (seq, source, incident, at, act)
           LEFT JOIN webhook w ON w.jurisdiction = $1 AND w.source = e.source
           ON CONFLICT DO NOTHING`,
          [
            jurisdiction,
            events.map((event) => event.seq),
            events.map(({ source }) => source),
            events.map(({ incident }) => incident),
            events.map(({ at }) => at),
            events.map(({ act }) => act),
          ],
        );
        await client.query('UPDATE source_head SET seq = greatest(seq, $2) WHERE jurisdiction = $1', [
          jurisdiction,
          seq,
        ]);
      });
    },
  };
}

function eventReads(pool: Database['pool']) {
  return {
    /** Events of a source after one of them, in order, at most `limit`. */
    async after(jurisdiction: string, source: string, seq: number, limit: number): Promise<SourceEvent[]> {
      const { rows } = await pool.query<SourceEvent>(
        `SELECT ${eventColumns} FROM source_event
         WHERE jurisdiction = $1 AND source = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
        [jurisdiction, source, seq, limit],
      );
      return rows;
    },
    /** The matters of a source, newest first, reported at `from` or later, those before (at, incident) when that is given. */
    async matters(
      jurisdiction: string,
      source: string,
      before: { at: number; incident: string } | null,
      limit: number,
      from = 0,
    ): Promise<{ incident: string; at: number }[]> {
      const { rows } = await pool.query<{ incident: string; at: number }>(
        `SELECT incident, at FROM source_matter
         WHERE jurisdiction = $1 AND source = $2 AND (at, incident) < ($3, $4) AND at >= $6
         ORDER BY at DESC, incident DESC LIMIT $5`,
        [jurisdiction, source, before?.at ?? Number.MAX_SAFE_INTEGER, before?.incident ?? '', limit, from],
      );
      return rows;
    },
    /** Forgets events that nobody will ask for any more; what waits or is dead stays until it is dealt with. */
    async forget(jurisdiction: string, before: number): Promise<void> {
      await pool.query(
        `DELETE FROM source_event WHERE jurisdiction = $1 AND at < $2 AND state IN ('none', 'sent')`,
        [jurisdiction, before],
      );
    },
  };
}

export function openEvents(pool: Database['pool']) {
  return { ...eventStarts(pool), ...eventWrites(pool), ...eventReads(pool) };
}

function webhookRows(pool: Database['pool']) {
  return {
    async webhook(jurisdiction: string, source: string): Promise<Webhook | null> {
      const { rows } = await pool.query<Webhook>(
        'SELECT url, secret, made_at AS "madeAt" FROM webhook WHERE jurisdiction = $1 AND source = $2',
        [jurisdiction, source],
      );
      return rows[0] ?? null;
    },
    async setWebhook(jurisdiction: string, source: string, hook: Webhook): Promise<void> {
      await pool.query(
        `INSERT INTO webhook (jurisdiction, source, url, secret, made_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (jurisdiction, source) DO UPDATE SET url = $3, secret = $4, made_at = $5`,
        [jurisdiction, source, hook.url, hook.secret, hook.madeAt],
      );
    },
    /** Ends the pushing; what still waited is not sent any more. */
    async dropWebhook(jurisdiction: string, source: string): Promise<void> {
      await pool.query('DELETE FROM webhook WHERE jurisdiction = $1 AND source = $2', [jurisdiction, source]);
      await pool.query(
        `UPDATE source_event SET state = 'none', due_at = NULL
         WHERE jurisdiction = $1 AND source = $2 AND state = 'waiting'`,
        [jurisdiction, source],
      );
    },
  };
}

function deliveryRows(pool: Database['pool']) {
  return {
    /** Takes what is due, for `leaseMs`: a node that dies with it leaves it to the next. */
    async take(now: number, leaseMs: number, limit: number): Promise<Due[]> {
      const { rows } = await pool.query<Due>(
        `UPDATE source_event e SET due_at = $1 + $2
         FROM (SELECT jurisdiction, seq FROM source_event WHERE state = 'waiting' AND due_at <= $1
               ORDER BY due_at, seq LIMIT $3 FOR UPDATE SKIP LOCKED) d, webhook w
         WHERE e.jurisdiction = d.jurisdiction AND e.seq = d.seq
           AND w.jurisdiction = e.jurisdiction AND w.source = e.source
         RETURNING ${eventColumns
           .split(', ')
           .map((name) => `e.${name}`)
           .join(', ')}, e.tries, w.url, w.secret`,
        [now, leaseMs, limit],
      );
      return rows.sort((a, b) => a.seq - b.seq);
    },
    async sent({ jurisdiction, seq }: Pick<Due, 'jurisdiction' | 'seq'>): Promise<void> {
      await pool.query(
        `UPDATE source_event SET state = 'sent', tries = tries + 1, due_at = NULL, error = NULL
         WHERE jurisdiction = $1 AND seq = $2`,
        [jurisdiction, seq],
      );
    },
    /** `again` null: it is given up. */
    async failed(
      { jurisdiction, seq }: Pick<Due, 'jurisdiction' | 'seq'>,
      error: string,
      again: number | null,
    ): Promise<void> {
      await pool.query(
        `UPDATE source_event SET tries = tries + 1, error = $3, due_at = $4::bigint,
           state = CASE WHEN $4::bigint IS NULL THEN 'dead' ELSE 'waiting' END
         WHERE jurisdiction = $1 AND seq = $2`,
        [jurisdiction, seq, error.slice(0, 300), again],
      );
    },
  };
}

function deadRows(pool: Database['pool']) {
  return {
    /** What was given up, in order, at most 1,000. */
    async dead(jurisdiction: string, source: string): Promise<DeadEvent[]> {
      const { rows } = await pool.query<DeadEvent>(
        `SELECT ${eventColumns}, tries, error FROM source_event
         WHERE jurisdiction = $1 AND source = $2 AND state = 'dead' ORDER BY seq LIMIT 1000`,
        [jurisdiction, source],
      );
      return rows;
    },
    /** Has all that was given up sent again, now; how many. */
    async revive(jurisdiction: string, source: string, now: number): Promise<number> {
      const { rowCount } = await pool.query(
        `UPDATE source_event SET state = 'waiting', tries = 0, due_at = $3
         WHERE jurisdiction = $1 AND source = $2 AND state = 'dead'`,
        [jurisdiction, source, now],
      );
      return rowCount ?? 0;
    },
    /** How many wait and how many were given up. */
    async backlog(jurisdiction: string, source: string): Promise<{ waiting: number; dead: number }> {
      const { rows } = await pool.query<{ waiting: number; dead: number }>(
        `SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting, count(*) FILTER (WHERE state = 'dead')::int AS dead
         FROM source_event WHERE jurisdiction = $1 AND source = $2 AND state IN ('waiting', 'dead')`,
        [jurisdiction, source],
      );
      return rows[0] ?? { waiting: 0, dead: 0 };
    },
  };
}

export function openWebhooks(pool: Database['pool']) {
  return { ...webhookRows(pool), ...deliveryRows(pool), ...deadRows(pool) };
}
