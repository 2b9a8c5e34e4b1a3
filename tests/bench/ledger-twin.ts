import type pg from 'pg';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';

/**
 * What the record lane asks its database, and the same statements once more on a twin of it: what PostgreSQL takes for a chain of
 * such orders when nobody decides, hashes or writes JSON between them.
 */
export interface Tape {
  /** What was asked since it was asked last. */
  take(): pg.QueryConfig[];
}

/** Notes every statement of the record lane from now on. */
export function noteStatements({ record }: Database): Tape {
  let asked: pg.QueryConfig[] = [];
  const query = record.query.bind(record) as (statement: pg.QueryConfig) => Promise<pg.QueryResult>;
  record.query = ((statement: pg.QueryConfig) => {
    asked.push(statement);
    return query(statement);
  }) as unknown as pg.Pool['query'];
  return {
    take() {
      const noted = asked;
      asked = [];
      return noted;
    },
  };
}

/** A second database of the same cluster, with all tables and nothing in them. */
export async function openTwin(database: Database, url: string): Promise<Database> {
  await database.pool.query('CREATE DATABASE twin');
  const other = new URL(url);
  other.pathname = '/twin';
  return openDatabase(other.href, openLog('silent'));
}

/** Asks all of it again, one after the other as the chain demands; how many milliseconds it took. */
export async function replayStatements(
  { record }: Database,
  statements: readonly pg.QueryConfig[],
): Promise<number> {
  const began = performance.now();
  for (const statement of statements) await record.query(statement);
  return performance.now() - began;
}
