import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Who was booked how many points, when and why: one narrow row a booking, made from the ledger's own bytes, so that the sum of
 * a month is read without opening an incident. And the incidents that were closed by force, which lists ask for.
 */
export const scores: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE score (
    jurisdiction text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    seq bigint NOT NULL,
    incident text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    points real NOT NULL,
    reason text NOT NULL
  )`,
  sql`CREATE INDEX score_at ON score (jurisdiction, at) INCLUDE (unit, points, reason)`,
  // The points that an entry of the ledger books: in its own matter by a step, or by the news of a matter below.
  sql`CREATE FUNCTION booked_points(body text) RETURNS TABLE (unit text, points real, reason text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT one ->> 'unit', (one ->> 'points')::real, one ->> 'reason'
      FROM (
        SELECT change -> 'points' FROM json_array_elements(body::json #> '{fact,changes}') AS change
        WHERE change ->> 'kind' = 'points-booked'
        UNION ALL
        SELECT body::json #> '{fact,points}' WHERE body::json #>> '{fact,kind}' = 'joined'
      ) AS booked (list), json_array_elements(list) AS one
    $$`,
  sql`INSERT INTO score (jurisdiction, at, seq, incident, unit, points, reason)
    SELECT l.jurisdiction, l.at, l.seq, l.subject, b.* FROM ledger l, booked_points(l.body) b
    WHERE l.body LIKE '%"points":[{%' ORDER BY l.jurisdiction, l.seq`,
  sql`ALTER TABLE incident ADD COLUMN forced boolean NOT NULL DEFAULT false`,
  sql`UPDATE incident SET forced = true WHERE state ->> 'flags' LIKE '%"forced"%'`,
  sql`CREATE INDEX incident_forced ON incident (jurisdiction, closed_at) WHERE forced`,
  // Orders and appeals of a month among all that rates do not count.
  sql`CREATE INDEX incident_uncounted ON incident (jurisdiction, procedure, reported_at) WHERE NOT counted`,
];
