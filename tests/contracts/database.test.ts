import { sql } from 'kysely';
import pg, { type Pool, type PoolClient } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase, type Database } from '../../server/storage/database.ts';
import { migrations } from '../../server/storage/migrations.ts';
import { emptyDatabaseUrl } from '../support/postgres.ts';
import { openProxy } from '../support/proxy.ts';
import { isConnectionFault, isHeldUp } from '../../server/storage/fault.ts';
import { openReadingLine } from '../../server/storage/readings/reading-line.ts';
import { inLedgerSnapshot } from '../../server/storage/record/ledger-copy.ts';
import { narrowest } from '../../server/storage/grid-columns.ts';
import { openWorldQueries } from '../../server/storage/world/world-queries.ts';
import { inTransaction, withConnection } from '../../server/storage/transaction.ts';
import { probeRecordLane } from '../../server/storage/record/record-probe.ts';

describe('database', () => {
  let open: { database: Database };
  beforeAll(async () => {
    open = { database: await openDatabase(await emptyDatabaseUrl(), openLog('silent'), { connections: 4 }) };
  });
  afterAll(() => open.database.close());

  test('an int8 is a number', async () => {
    const { rows } = await sql<{ at: number }>`select 1780000000000::int8 as at`.execute(open.database.db);
    expect(rows).toEqual([{ at: 1_780_000_000_000 }]);
  });

  test('lines that stay open and carry nothing are found and opened anew; a long statement is waited for', async () => {
    const url = new URL(await emptyDatabaseUrl());
    const proxy = await openProxy(() => Number(new URL(url).port));
    const way = Object.assign(new URL(url), { host: `127.0.0.1:${proxy.port}` });
    const patience = { lookMs: 100, patienceMs: 300 };
    const cut = await openDatabase(way.href, openLog('silent'), { connections: 4, patience });
    try {
      let missed = 0;
      await cut.listen('toy', (payload) => (missed += Number(payload === '')));
      // Longer than anybody's patience, and the server works on it.
      const lent = await cut.pool.connect();
      await Promise.all([cut.pool.query('select pg_sleep(1.5)'), cut.record.query('select 1')]);
      await Promise.all([1, 2, 3].map(() => cut.pool.query('select pg_sleep(0.1)')));
      proxy.strand();
      const inTransit = [cut.pool.query('select 1'), cut.record.query('select 1'), lent.query('select 1')];
      const faults = await Promise.all(
        inTransit.map((one) =>
          one.then(
            () => null,
            (error: unknown) => error,
          ),
        ),
      );
      lent.release(true);
      expect(faults.map(isConnectionFault)).toEqual([true, true, true]);
      // Those that lay idle were cut as well, and nobody waits for each of them.
      const began = performance.now();
      await Promise.all([1, 2, 3, 4].map(() => cut.pool.query('select 1')));
      expect(performance.now() - began).toBeLessThan(patience.patienceMs);
      await expect.poll(() => missed, { timeout: 5_000 }).toBe(1);
    } finally {
      await cut.close();
      await proxy.close();
    }
  });

  test('data of a newer version are left alone, and it is said what made them', async () => {
    const url = await emptyDatabaseUrl();
    const made = await openDatabase(url, openLog('silent'));
    await made.pool.query(`insert into kysely_migration values ('999-later', '2027-01-01')`);
    await made.close();
    await expect(openDatabase(url, openLog('silent'))).rejects.toThrow('made by a newer version (999-later)');
  });

  test('a ledger of before its years is taken as it lies', async () => {
    const url = await emptyDatabaseUrl();
    const only = Object.keys(migrations).filter((name) => name < '065');
    const old = await openDatabase(url, openLog('silent'), { only });
    const last = Date.parse('2031-05-01T00:00:00Z');
    await old.pool.query(`insert into jurisdiction values ('toy', 0, 3000, 'h3000', $1, '', 0)`, [last]);
    await old.pool.query(
      `insert into ledger select 'toy', n, $1::int8 - 3000 + n, 's' || n, 1, 'b', 'h' || n from generate_series(1, 3000) n`,
      [last],
    );
    const where = `select pg_relation_filenode(oid) as node, relname as name from pg_class where relname like 'ledger%' and relkind = 'r'`;
    const before = (await old.pool.query<{ node: number }>(where)).rows[0];
    await old.close();
    const made = await openDatabase(url, openLog('silent'));
    const { rows } = await made.pool.query<{ node: number; name: string }>(where);
    // The same file on the disk, and a clock that ran ahead has its entries in it.
    expect(rows.find(({ name }) => name === 'ledger_first')?.node).toBe(must(before, 'the old table').node);
    const { rows: counted } = await made.pool.query('select count(*) as n, max(seq) as last from ledger');
    expect(counted).toEqual([{ n: 3000, last: 3000 }]);
    await made.pool.query(`insert into ledger values ('toy', 3001, $1, 's', 1, 'b', 'h')`, [
      last + 40 * 366 * 86_400_000,
    ]);
    expect((await made.pool.query('select from ledger_else')).rowCount).toBe(1);
    await made.close();
  });

  test('grids of three levels are taken as they lie, and more levels have their room', async () => {
    const url = await emptyDatabaseUrl();
    const only = Object.keys(migrations).filter((name) => name < '079');
    const old = await openDatabase(url, openLog('silent'), { only });
    await old.pool.query(
      `insert into world_record (jurisdiction, id, kind, version, l1, l2, l3, open, keys, digest, confirmed_at, made_at, changed_at)
       select 'toy', 'r' || n, 'dwelling', 1, 'w', 'w-1', case when n % 100 > 0 then 'w-1-' || n % 7 end, '{}', '{}', '', n, n, n
       from generate_series(1, 3000) n`,
    );
    // As sheets were counted: what lies in no narrow grid under none.
    await old.pool.query(
      `insert into world_count select jurisdiction, coalesce(l3, ''), kind, count(*) from world_record group by 1, 2, 3`,
    );
    const where = `select pg_relation_filenode('world_record') as record, pg_relation_filenode('incident') as incident`;
    const before = (await old.pool.query(where)).rows;
    await old.close();
    const made = await openDatabase(url, openLog('silent'));
    const ask = async (query: string) => (await made.pool.query<Record<string, unknown>>(query)).rows;
    // The same files on the disk: no row was touched.
    expect(await ask(where)).toEqual(before);
    expect(
      await ask(`select sum(n)::int as n from world_count where grid = 'w-1' union all
        select sum(n)::int from world_count where grid = '' union all select sum(n)::int from world_count`),
    ).toEqual([{ n: 30 }, { n: null }, { n: 3000 }]);
    expect(await ask('select l3, l4, l5, l6 from world_record order by l3 limit 1')).toEqual([
      { l3: 'w-1-0', l4: null, l5: null, l6: null },
    ]);
    await made.pool.query('analyze world_record');
    const [due] = await openWorldQueries(made).due('toy', ['w-1-3'], 'dwelling', 5_000, 1);
    expect(due).toMatchObject({ id: 'r3', grids: ['w', 'w-1', 'w-1-3'] });
    const plan = await ask(
      `explain select 1 from world_record where jurisdiction = 'toy' and ${narrowest()} = any('{w-1-3}')
       and kind = 'dwelling' and confirmed_at < 50 and ended_at is null`,
    );
    expect(JSON.stringify(plan)).toContain('world_record_due');
    await made.close();
  });

  // PostgreSQL falls again between a connection and the first question on it; one that is not given back holds up every stop.
  const work = (client: PoolClient) => client.query('select 1');
  test.each<[string, (pool: Pool) => Promise<unknown>]>([
    ['the line of readings', (pool) => openReadingLine(pool, 10)],
    ['a transaction', (pool) => inTransaction(pool, work)],
    ['a connection of its own', (pool) => withConnection(pool, work)],
    ['a look at the record lane', (pool) => probeRecordLane({ pool } as Database)],
    ['a snapshot of the ledger', (pool) => inLedgerSnapshot({ pool } as Database, 'toy', async () => 1)],
  ])('%s that is cut where it is lent is given back', async (_, open) => {
    const pool = new pg.Pool({ connectionString: await emptyDatabaseUrl() });
    pool.on('connect', (client) => client.on('error', () => undefined));
    const lend = pool.connect.bind(pool) as () => Promise<PoolClient>;
    Object.assign(pool, {
      connect: async () => {
        const client = await lend();
        await client.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
        return client;
      },
    });
    await expect(open(pool)).rejects.toThrow();
    expect(pool.totalCount).toBe(0);
    await pool.end();
  });

  test('the record lane turns away what waits for a lock that somebody else holds', async () => {
    const { pool, record } = open.database;
    const holder = await pool.connect();
    await holder.query('begin; lock table ledger');
    const [written, probed] = await Promise.allSettled([
      record.query(`insert into ledger values ('x', 1, 1, 's', 1, 'b', 'h')`),
      probeRecordLane(open.database),
    ]);
    await holder.query('rollback');
    holder.release();
    expect([written, probed].map((one) => one.status === 'rejected' && isHeldUp(one.reason))).toEqual([
      true,
      true,
    ]);
    await probeRecordLane(open.database);
  });

  test('trigram search sees Chinese letters', async () => {
    await sql`create extension if not exists pg_trgm`.execute(open.database.db);
    const { rows } = await sql<{ n: number }>`select cardinality(show_trgm('澄江井盖')) as n`.execute(
      open.database.db,
    );
    expect(must(rows[0], 'row').n).toBeGreaterThan(0);
  });

  test('a listener hears notices, and is told when its line was cut', async () => {
    const heard: string[] = [];
    let ring = (): void => undefined;
    const stop = await open.database.listen('probe', (payload) => {
      heard.push(payload);
      ring();
    });
    const next = (): Promise<void> => new Promise((resolve) => (ring = resolve));
    let waiting = next();
    await open.database.pool.query(`select pg_notify('probe', 'one')`);
    await waiting;
    waiting = next();
    await open.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %probe%' and datname = current_database() and pid <> pg_backend_pid()`,
    );
    await waiting;
    waiting = next();
    await open.database.pool.query(`select pg_notify('probe', 'two')`);
    await waiting;
    await stop();
    expect(heard).toEqual(['one', '', 'two']);
  });
});
