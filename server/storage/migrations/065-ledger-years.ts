import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The ledger by years: what stands there stays where it is and becomes the first part, years to come have parts of their own, and
 * `ledger_else` takes what no part was made for. Years begin as China counts them. Each part keeps its own keys: across parts the
 * head of a county and the rows of its matters keep a second entry out.
 *
 * `ledger_volume` names the files that hold closed years, `ledger_bound` the subjects whose entries up to `seq` stand in files alone,
 * with what other tables are made from.
 */
export const ledgerYears: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql<{ at: number | string | null }>`
      SELECT max(at) AS at FROM jurisdiction WHERE seq > 0`.execute(db);
    const last = Number(rows[0]?.at ?? 0);
    const now = Date.now();
    const cut = last === 0 ? yearOf(now) : yearOf(Math.max(now, last)) + 1;
    await sql`ALTER TABLE ledger RENAME TO ledger_first`.execute(db);
    await sql`CREATE TABLE ledger (LIKE ledger_first INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY RANGE (at)`.execute(
      db,
    );
    await sql`ALTER TABLE ledger ATTACH PARTITION ledger_first FOR VALUES FROM (MINVALUE) TO (${sql.lit(begin(cut))})`.execute(
      db,
    );
    for (let year = cut; year < yearOf(now) + 3; year++)
      await part(
        db,
        `ledger_${year}`,
        sql`FOR VALUES FROM (${sql.lit(begin(year))}) TO (${sql.lit(begin(year + 1))})`,
      );
    await part(db, 'ledger_else', sql`DEFAULT`);
    for (const statement of tables) await statement.execute(db);
  },
};

const offsetMs = 8 * 3_600_000;
const yearOf = (at: number): number => new Date(at + offsetMs).getUTCFullYear();
const begin = (year: number): number => Date.UTC(year, 0, 1) - offsetMs;

async function part(db: Kysely<unknown>, name: string, bound: ReturnType<typeof sql>): Promise<void> {
  const table = sql.ref(name);
  await sql`CREATE TABLE ${table} (LIKE ledger_first INCLUDING ALL)`.execute(db);
  await sql`ALTER TABLE ledger ATTACH PARTITION ${table} ${bound}`.execute(db);
}

const tables = [
  sql`CREATE TABLE ledger_volume (
    jurisdiction text COLLATE "C" NOT NULL,
    year int NOT NULL,
    -- names the file by the SHA-256 of its bytes
    ref text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    before text NOT NULL,
    hash text NOT NULL,
    bytes bigint NOT NULL,
    index_at bigint NOT NULL,
    made_at bigint NOT NULL,
    -- the rows are gone
    bound boolean NOT NULL,
    PRIMARY KEY (jurisdiction, year)
  )`,
  sql`CREATE TABLE ledger_bound (
    jurisdiction text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    remarks text NOT NULL,
    agent text,
    PRIMARY KEY (jurisdiction, subject)
  )`,
];
