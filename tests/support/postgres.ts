import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { templateName } from './one-postgres.ts';

/** Databases of this test file, dropped with it so that a long run does not fill the disk. */
const made: string[] = [];

async function asOwner(query: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(query);
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  for (const name of made.splice(0)) await asOwner(`drop database if exists ${name} with (force)`);
});

async function newDatabase(template: string): Promise<string> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asOwner(`create database ${name} template ${template}`);
  made.push(name);
  const own = new URL(inject('postgresUrl'));
  own.pathname = `/${name}`;
  return own.href;
}

/** A fresh database without tables, as an operator hands it over. */
export function emptyDatabaseUrl(): Promise<string> {
  return newDatabase('template1');
}

/** A fresh database with all tables and no rows. */
export function testDatabaseUrl(): Promise<string> {
  return newDatabase(templateName);
}

/** A fresh, migrated database on a real PostgreSQL. */
export async function testDatabase(): Promise<{ database: Database; url: string; stop(): Promise<void> }> {
  const url = await testDatabaseUrl();
  const database = await openDatabase(url, openLog('silent'), { connections: 10 });
  return { database, url, stop: () => database.close() };
}
