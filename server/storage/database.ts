import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { boundedSocket, usualPatience, watchLines, type LinePatience } from './line-watch.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

/** An open database, migrated. `pool` is for what kysely does not say: COPY, session locks. */
export interface Database {
  db: Kysely<Tables>;
  pool: pg.Pool;
  /**
   * Lines of the record lane alone: no command waits behind a figure. Its statements are few and always the same, so each is
   * planned once a line; by index, because a plan made while a table was small would go on reading all of it.
   */
  record: pg.Pool;
  /** A line of the leases alone: a server at whose pool all wait would lose them for that. What hangs on it is given up, and asked on another. */
  leases: pg.Pool;
  /**
   * Calls `heard` with the payload of each NOTIFY on `channel`, and with '' whenever the line was lost and found again,
   * because notices of the gap are gone. The answer stops it.
   */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Whether a new line to it can be opened within so long. */
  answers(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Counts and instants are within 2^53, so an int8 is a plain number here. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8 && format !== ('binary' as string)
      ? (text: string) => Number(text)
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** Each jurisdiction's orders follow one another on one of them. */
const recordLines = 8;

/** Of what is asked each second, with terms of some seconds. */
const leasePatienceMs = 2_000;
const leaseLine: pg.PoolConfig = {
  max: 1,
  idleTimeoutMillis: 0,
  query_timeout: leasePatienceMs,
  connectionTimeoutMillis: leasePatienceMs,
  keepAlive: true,
};

/** A lock that somebody else holds, or a disk that stands still, turns orders away after so long instead of holding all that come after. */
const recordPatience = { lock: '5s', statement: '20s' };

const recordLine: pg.PoolConfig = {
  max: recordLines,
  idleTimeoutMillis: 0,
  onConnect: (client) =>
    client.query(
      `SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
       SET lock_timeout = '${recordPatience.lock}'; SET statement_timeout = '${recordPatience.statement}'`,
    ),
};

export interface DatabaseOptions {
  /** At most this many at a time. */
  connections?: number;
  /** Goes no further than these migrations: for the tables of an older backup. */
  only?: readonly string[];
  /** With lines that do not answer. */
  patience?: LinePatience;
}

/** Opens the database at `url` and brings it to the newest migration; throws when one fails. */
export async function openDatabase(url: string, log: Log, options: DatabaseOptions = {}): Promise<Database> {
  let closing = false;
  const { patience = usualPatience } = options;
  const watch = watchLines(url, patience, log);
  const openPool = (settings: pg.PoolConfig): pg.Pool => {
    const pool = new pg.Pool({ connectionString: url, types, stream: boundedSocket, ...settings });
    watch.add(pool);
    // An idle connection that breaks (PostgreSQL restarted) is replaced by the pool; without a listener Node would end.
    pool.on('error', ({ message }) => closing || log.warn({ why: message }, 'database connection lost'));
    // The same for one that is lent out: its queries fail by themselves, and who holds it hears of it there.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  };
  const pool = openPool({ max: options.connections ?? 20 });
  const record = openPool(recordLine);
  const leases = openPool(leaseLine);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, log, options.only);
  } catch (error) {
    watch.stop();
    await db.destroy();
    throw error;
  }
  const ears = new Set<() => Promise<void>>();
  return {
    db,
    pool,
    record,
    leases,
    async listen(channel, heard) {
      const ear = await openEar({ url, channel, heard, log, patience });
      ears.add(ear);
      return async () => {
        ears.delete(ear);
        await ear();
      };
    },
    async answers(withinMs) {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: withinMs });
      client.on('error', () => undefined);
      const came = await client.connect().then(
        () => true,
        () => false,
      );
      if (came) await client.end().catch(() => undefined);
      return came;
    },
    async close() {
      closing = true;
      watch.stop();
      await Promise.all([...ears].map((ear) => ear()));
      await Promise.all([record.end(), leases.end(), db.destroy()]);
    },
  };
}

async function migrate(
  db: Kysely<Tables>,
  log: Log,
  only: readonly string[] = Object.keys(migrations),
): Promise<void> {
  const wanted = Object.fromEntries(Object.entries(migrations).filter(([name]) => only.includes(name)));
  await refuseNewer(db);
  // Rooms number their migrations apart, so a later one may carry a smaller name.
  const provider = { getMigrations: () => Promise.resolve(wanted) };
  const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
  const { error, results } = await migrator.migrateToLatest();
  for (const { migrationName, status } of results ?? [])
    log.debug({ migration: migrationName, status }, 'migration');
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}

/** Data that a newer version made hold what this one does not know of: it would break them. */
async function refuseNewer(db: Kysely<Tables>): Promise<void> {
  const { rows: known } = await sql<{
    name: string | null;
  }>`select to_regclass('kysely_migration') as name`.execute(db);
  if (known[0]?.name == null) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const newer = rows.map(({ name }) => name).filter((name) => !Object.hasOwn(migrations, name));
  if (newer.length === 0) return;
  throw new Error(
    `the data were made by a newer version (${newer.join(', ')}): run that version on them, or restore a backup of this one into a fresh DATA_DIR`,
  );
}

/** Closes a line that does not answer: its end is told as when it broke. */
function brokenOff(client: pg.Client): void {
  client.connection.stream.destroy();
}

interface Ear {
  url: string;
  channel: string;
  heard: (payload: string) => void;
  log: Log;
  patience: LinePatience;
}

/**
 * One connection that only listens, opened again whenever it breaks. It would never find out by itself that it carries nothing any more, so
 * it is asked.
 */
async function openEar({ url, channel, heard, log, patience }: Ear): Promise<() => Promise<void>> {
  let closed = false;
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const made = new pg.Client({
      connectionString: url,
      keepAlive: true,
      stream: boundedSocket,
      query_timeout: patience.patienceMs,
    });
    made.on('notification', (notice) => heard(notice.payload ?? ''));
    made.on('error', () => undefined);
    try {
      await made.connect();
      await made.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await made.end().catch(() => undefined);
      throw error;
    }
    const asking = setInterval(() => {
      made.query('select').catch(() => brokenOff(made));
    }, patience.patienceMs).unref();
    made.once('end', () => {
      clearInterval(asking);
      void reopen();
    });
    return made;
  }

  async function reopen(): Promise<void> {
    for (let waitMs = 50; !closed; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        client = await connect();
        if (closed) await client.end();
        else heard('');
        return;
      } catch (error) {
        log.warn(
          { why: (error as Error).message, channel },
          'listening to database notices failed, retrying',
        );
        await pause(waitMs);
      }
    }
  }

  return async () => {
    closed = true;
    await client.end();
  };
}
