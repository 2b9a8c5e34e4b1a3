import { sql } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import type { Verdict } from '#shared/sensing/verdict.ts';
import type { Database } from '../database.ts';
import { inScope } from '../scope-condition.ts';

/** Told to all nodes: verdicts or words about models of the jurisdiction that is the payload. */
export const modelsChannel = 'models';

export interface SaidVerdict {
  verdict: Verdict;
  reason: string;
  by: { id: string; name: string };
  at: number;
}
export interface StoredVerdict extends SaidVerdict {
  model: string;
  /** The matter, or `held:<id>`. */
  subject: string;
}
export interface StoredWord {
  model: string;
  word: 'mute' | 'unmute';
  reason: string;
  by: { id: string; name: string };
  at: number;
}
/** What a model saw while it opened no matters. */
export interface Held {
  model: string;
  origin: string;
  camera: string;
  item: string;
  at: number;
  confidence: number;
  text: string;
  picture: string | null;
}
export interface HeldRow extends Omit<Held, 'at' | 'origin'> {
  id: number;
  firstAt: number;
  lastAt: number;
  times: number;
  verdict: Verdict | null;
}
/** A matter that a camera reported, as it is judged. */
export interface SeenMatter {
  id: string;
  title: string;
  item: string;
  origin: string | null;
  at: number;
  evidence: { kind: string; ref?: string; text: string }[];
  verdict: Verdict | null;
}
export type ModelStore = ReturnType<typeof openModelStore>;

/** What is seen within so long in one place is one thing. */
const oneThingMs = 24 * 3_600_000;
const columns = sql.raw(
  `model, subject, verdict, reason, json_build_object('id', by_id, 'name', by_name) AS by, at`,
);

/** Verdicts on what models saw, words about them, and what was held while they were muted. */
export function openModelStore({ db, pool }: Pick<Database, 'db' | 'pool'>) {
  const tell = (jurisdiction: string) =>
    pool.query('SELECT pg_notify($1, $2)', [modelsChannel, jurisdiction]);
  return {
    /** The newest verdicts of each model that stand, newest first, and its last word. */
    async said(
      jurisdiction: string,
      most: number,
    ): Promise<{ verdicts: { model: string; verdict: Verdict; at: number }[]; words: StoredWord[] }> {
      const { rows: verdicts } = await sql<{ model: string; verdict: Verdict; at: number }>`
        SELECT model, verdict, at FROM (
          SELECT model, verdict, at, row_number() OVER (PARTITION BY model ORDER BY at DESC, n DESC) AS place
          FROM model_verdict WHERE jurisdiction = ${jurisdiction} AND stands
        ) AS ranked WHERE place <= ${most}::int ORDER BY model, place`.execute(db);
      const { rows: words } = await sql<StoredWord>`
        SELECT DISTINCT ON (model) model, word, reason, json_build_object('id', by_id, 'name', by_name) AS by, at
        FROM model_word WHERE jurisdiction = ${jurisdiction} ORDER BY model, n DESC`.execute(db);
      return { verdicts, words };
    },
    /** The verdict that stands for a matter or a held sighting. */
    async of(jurisdiction: string, subject: string): Promise<StoredVerdict | null> {
      const { rows } = await sql<StoredVerdict>`
        SELECT ${columns} FROM model_verdict
        WHERE jurisdiction = ${jurisdiction} AND subject = ${subject} AND stands`.execute(db);
      return rows[0] ?? null;
    },
    /** Puts it in the place of what was said before. */
    async judge(jurisdiction: string, { model, subject, verdict, reason, by, at }: StoredVerdict) {
      await db.transaction().execute(async (within) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext(${`verdict ${jurisdiction} ${subject}`}))`.execute(
          within,
        );
        await sql`UPDATE model_verdict SET stands = false
          WHERE jurisdiction = ${jurisdiction} AND subject = ${subject} AND stands`.execute(within);
        await sql`INSERT INTO model_verdict (jurisdiction, model, subject, verdict, reason, by_id, by_name, at, stands)
          VALUES (${jurisdiction}, ${model}, ${subject}, ${verdict}, ${reason}, ${by.id}, ${by.name}, ${at}, true)`.execute(
          within,
        );
      });
      await tell(jurisdiction);
    },
    async say(jurisdiction: string, { model, word, reason, by, at }: StoredWord): Promise<void> {
      await sql`INSERT INTO model_word (jurisdiction, model, word, reason, by_id, by_name, at)
        VALUES (${jurisdiction}, ${model}, ${word}, ${reason}, ${by.id}, ${by.name}, ${at})`.execute(db);
      await tell(jurisdiction);
    },
    ...heldOf(db),
    ...countsOf(db),
  };
}

function heldOf(db: Database['db']) {
  return {
    /** What was held lately in the same place is the same thing once more. */
    async hold(jurisdiction: string, seen: Held): Promise<void> {
      const { origin, at, confidence, picture } = seen;
      const { numAffectedRows } = await sql`UPDATE model_held
        SET last_at = greatest(last_at, ${at}), times = times + 1, confidence = greatest(confidence, ${confidence}::real),
          picture = coalesce(${picture}, picture)
        WHERE id = (SELECT id FROM model_held WHERE jurisdiction = ${jurisdiction} AND origin = ${origin}
          AND last_at > ${at - oneThingMs} ORDER BY last_at DESC LIMIT 1)`.execute(db);
      if (numAffectedRows) return;
      await sql`INSERT INTO model_held (jurisdiction, model, origin, camera, item, first_at, last_at, times, confidence, text, picture)
        VALUES (${jurisdiction}, ${seen.model}, ${origin}, ${seen.camera}, ${seen.item}, ${at}, ${at}, 1,
          ${confidence}, ${seen.text}, ${picture})`.execute(db);
    },
    /** A picture of something held that came later. */
    async show(
      jurisdiction: string,
      { origin, at, picture }: Pick<Held, 'origin' | 'at'> & { picture: string },
    ): Promise<void> {
      await sql`UPDATE model_held SET picture = ${picture} WHERE jurisdiction = ${jurisdiction} AND origin = ${origin}
        AND first_at <= ${at} AND last_at >= ${at} AND picture IS NULL`.execute(db);
    },
    async held(jurisdiction: string, model: string, limit: number): Promise<HeldRow[]> {
      const { rows } = await sql<HeldRow>`
        SELECT h.id, h.model, camera, item, first_at AS "firstAt", last_at AS "lastAt", times, confidence, text, picture, verdict
        FROM model_held AS h LEFT JOIN model_verdict AS v
          ON v.jurisdiction = h.jurisdiction AND v.subject = 'held:' || h.id AND v.stands
        WHERE h.jurisdiction = ${jurisdiction} AND h.model = ${model}
        ORDER BY last_at DESC LIMIT ${limit}::int`.execute(db);
      return rows;
    },
    async heldOne(jurisdiction: string, id: number): Promise<{ model: string; camera: string } | null> {
      const { rows } = await sql<{ model: string; camera: string }>`
        SELECT model, camera FROM model_held WHERE jurisdiction = ${jurisdiction} AND id = ${id}`.execute(db);
      return rows[0] ?? null;
    },
    async forget(jurisdiction: string, before: number): Promise<void> {
      await sql`DELETE FROM model_held WHERE jurisdiction = ${jurisdiction} AND last_at < ${before}`.execute(
        db,
      );
    },
  };
}

function countsOf(db: Database['db']) {
  return {
    /** Matters of cameras by item and by the model that their origin names, since `from`, and of them since `today`. */
    async counts(
      jurisdiction: string,
      from: number,
      today: number,
    ): Promise<{ item: string; named: string; all: number; today: number }[]> {
      const { rows } = await sql<{ item: string; named: string; all: number; today: number }>`
        SELECT item, split_part(coalesce(origin, ''), ':', 3) AS named, count(*) AS all,
          count(*) FILTER (WHERE reported_at >= ${today}) AS today
        FROM incident WHERE jurisdiction = ${jurisdiction} AND source = 'camera' AND reported_at >= ${from}
        GROUP BY 1, 2`.execute(db);
      return rows;
    },
    /** Decided verdicts of a model since then. */
    async decided(
      jurisdiction: string,
      model: string,
      from: number,
    ): Promise<{ verdict: Verdict; at: number }[]> {
      const { rows } = await sql<{ verdict: Verdict; at: number }>`
        SELECT verdict, at FROM model_verdict
        WHERE jurisdiction = ${jurisdiction} AND model = ${model} AND stands AND at >= ${from}
          AND verdict <> 'unsure'`.execute(db);
      return rows;
    },
    /** Reasons of wrong ones since then, the most frequent first. */
    async reasons(
      jurisdiction: string,
      model: string,
      from: number,
    ): Promise<{ reason: string; count: number }[]> {
      const { rows } = await sql<{ reason: string; count: number }>`
        SELECT reason, count(*) AS count FROM model_verdict
        WHERE jurisdiction = ${jurisdiction} AND model = ${model} AND stands AND verdict = 'wrong' AND at >= ${from}
          AND reason <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 6`.execute(db);
      return rows;
    },
    /** The newest matters of cameras about these items that the asker may see. */
    async matters(person: Person, items: readonly string[], limit: number): Promise<SeenMatter[]> {
      const { rows } = await sql<SeenMatter>`
        SELECT id, title, item, origin, reported_at AS at, state -> 'evidence' AS evidence,
          (SELECT verdict FROM model_verdict AS v
           WHERE v.jurisdiction = incident.jurisdiction AND v.subject = incident.id AND v.stands) AS verdict
        FROM incident
        WHERE jurisdiction = ${person.jurisdiction} AND source = 'camera' AND item = ANY(${items}::text[])
          AND ${inScope(person)}
        ORDER BY reported_at DESC LIMIT ${limit}::int`.execute(db);
      return rows;
    },
  };
}

/** Writes verdicts on what cameras reported so far, where none was ever given. */
export async function fillVerdicts(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  make: (
    matters: readonly { id: string; item: string; origin: string | null; at: number }[],
  ) => StoredVerdict[],
): Promise<void> {
  const { rows: some } = await pool.query('SELECT 1 FROM model_verdict WHERE jurisdiction = $1 LIMIT 1', [
    jurisdiction,
  ]);
  if (some.length > 0) return;
  const { rows } = await pool.query<{ id: string; item: string; origin: string | null; at: number }>(
    `SELECT id, item, origin, reported_at AS at FROM incident
     WHERE jurisdiction = $1 AND source = 'camera' ORDER BY reported_at`,
    [jurisdiction],
  );
  const made = make(rows);
  await pool.query(
    `INSERT INTO model_verdict (jurisdiction, model, subject, verdict, reason, by_id, by_name, at, stands)
     SELECT $1, model, subject, verdict, reason, "by" ->> 'id', "by" ->> 'name', at, true
     FROM jsonb_to_recordset($2::jsonb) AS v(model text, subject text, verdict text, reason text, "by" jsonb, at bigint)
     ON CONFLICT DO NOTHING`,
    [jurisdiction, JSON.stringify(made)],
  );
}
