import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { writeAnchor } from '../../server/storage/record/ledger-store.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openLog } from '../../server/log.ts';
import type { LedgerEntry } from '../../server/ports.ts';
import type { Database } from '../../server/storage/database.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics, person, testPack, testReport } from '../support/county.ts';
import { deferred } from '../support/deferred.ts';
import { testDatabase } from '../support/postgres.ts';

const log = openLog('silent');
const duty = person('duty');

/** A database of its own with `reports` entries in its ledger. */
async function ledgerOf(reports: number) {
  const { database, stop } = await testDatabase();
  const commands = await openExecute({
    database,
    packs: stillPacks([testPack()]),
    clock: Date.now,
    log,
    metrics: countingMetrics(),
  });
  const report = async (title: string): Promise<string> => {
    const command = testReport({ title });
    const answer = await commands.execute({ jurisdiction: 'toy', by: duty, command });
    if (isRefusal(answer)) throw new Error(answer.reason);
    return answer.subject;
  };
  await Promise.all(Array.from({ length: reports }, (_, index) => report(`第 ${index} 件`)));
  const end = async (): Promise<void> => {
    await commands.stop();
    await stop();
  };
  return { database, ledger: openLedger(database, log), report, execute: commands.execute, end };
}

describe('following', () => {
  let world: Awaited<ReturnType<typeof ledgerOf>>;
  beforeAll(async () => {
    world = await ledgerOf(1_200);
  });
  afterAll(() => world.end());

  it('gives every entry once, in order, those of before and those that come', async () => {
    const heard: LedgerEntry[] = [];
    const { promise: all, resolve } = deferred();
    const stop = await world.ledger.follow('toy', 100, (entries) => {
      heard.push(...entries);
      if (heard.length >= 1_150) resolve();
    });
    await Promise.all(Array.from({ length: 50 }, (_, index) => world.report(`新 ${index}`)));
    await all;
    await stop();
    expect(heard.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_150 }, (_, index) => 101 + index));
    expect(must(heard.at(-1), 'last').fact.kind).toBe('reported');
  });

  it('hears nothing more once it is stopped', async () => {
    let calls = 0;
    const stop = await world.ledger.follow('toy', (await world.ledger.head('toy')).seq, () => calls++);
    await stop();
    await world.report('nobody listens');
    const { promise, resolve } = deferred();
    const other = await world.ledger.follow('toy', 0, () => resolve());
    await promise;
    await other();
    expect(calls).toBe(0);
  });

  it('stops the node when a follower throws, and does not go on', async () => {
    const { promise: stopped, resolve } = deferred<Error>();
    const ledger = openLedger(world.database, log, resolve);
    let calls = 0;
    const stop = await ledger.follow('toy', 0, () => {
      calls++;
      throw new Error('cannot fold this');
    });
    expect((await stopped).message).toBe('cannot fold this');
    await stop();
    expect(calls).toBe(1);
  });

  // A standby that had not everything took over: the end is gone, or what was written since stands in its place.
  it.each([
    ['is cut off', (db: Database) => cutOff(db, 18), /went back.*gone/],
    [
      'was cut off and written on',
      (db: Database) => sql(db, `UPDATE ledger SET hash = repeat('e', 64) WHERE seq = 20`),
      /went back.*another one now/,
    ],
  ])('stops the node when the ledger %s behind it', async (_, change, why) => {
    const { database, end } = await ledgerOf(20);
    const { promise: stopped, resolve } = deferred<Error>();
    const { promise: read, resolve: all } = deferred();
    const heard: number[] = [];
    const stop = await openLedger(database, log, resolve).follow('toy', 5, (entries) => {
      heard.push(...entries.map(({ seq }) => seq));
      if (heard.length >= 15) all();
    });
    await read;
    await change(database);
    await database.pool.query(`SELECT pg_notify('ledger', 'toy')`);
    expect((await stopped).message).toMatch(why);
    await stop();
    expect(heard).toHaveLength(15);
    await end();
  });
});

describe('verification', () => {
  const tampered: [string, (database: Database) => Promise<unknown>, number, RegExp][] = [
    [
      'a flipped letter',
      (db) => sql(db, `UPDATE ledger SET body = replace(body, '第', '弟') WHERE seq = 700`),
      700,
      /content/,
    ],
    ['a changed instant', (db) => sql(db, 'UPDATE ledger SET at = at + 1 WHERE seq = 9'), 9, /content/],
    [
      'a changed hash',
      (db) => sql(db, `UPDATE ledger SET hash = repeat('f', 64) WHERE seq = 1`),
      1,
      /content/,
    ],
    ['a deleted entry', (db) => sql(db, 'DELETE FROM ledger WHERE seq = 1001'), 1001, /missing/],
    [
      'a deleted entry whose gap was closed',
      async (db) => {
        await sql(db, 'DELETE FROM ledger WHERE seq = 42');
        await shift(db, 42, -1);
      },
      42,
      /content/,
    ],
    [
      'an inserted entry',
      async (db) => {
        await shift(db, 499, 1);
        await sql(
          db,
          `INSERT INTO ledger SELECT jurisdiction, 500, at, 'forged', 1, body, hash FROM ledger WHERE seq = 499`,
        );
      },
      500,
      /content/,
    ],
    [
      'two entries in each other’s place',
      async (db) => {
        await sql(db, 'UPDATE ledger SET seq = -1 WHERE seq = 60');
        await sql(db, 'UPDATE ledger SET seq = 60 WHERE seq = 70');
        await sql(db, 'UPDATE ledger SET seq = 70 WHERE seq = -1');
      },
      60,
      /content/,
    ],
    ['a tail cut off', (db) => sql(db, 'DELETE FROM ledger WHERE seq > 1100'), 1101, /cut off/],
    ['a tail cut off with the head set back, behind an anchor', (db) => cutOff(db, 1_100), 1101, /anchored/],
    ['a whole new chain that fits in itself', (db) => rechain(db), 1200, /anchored/],
    [
      'an entry after the head',
      (db) =>
        sql(
          db,
          `INSERT INTO ledger SELECT jurisdiction, 1300, at, subject, 2, body, hash FROM ledger WHERE seq = 5`,
        ),
      1300,
      /after the head/,
    ],
    ['another head', (db) => sql(db, `UPDATE jurisdiction SET hash = repeat('0', 64)`), 1200, /head/],
    ['everything gone', (db) => sql(db, 'DELETE FROM ledger'), 1, /cut off/],
  ];

  let world: Awaited<ReturnType<typeof ledgerOf>>;
  beforeAll(async () => {
    world = await ledgerOf(1_200);
    await writeAnchor(world.database, 'toy', Date.now());
  });
  afterAll(() => world.end());

  it('passes what was committed', async () => {
    expect(await world.ledger.verify('toy')).toEqual({ entries: 1_200, bad: null });
  });

  it.each(tampered)('finds %s', async (_name, tamper, seq, why) => {
    const { database } = world;
    await sql(database, 'CREATE TABLE kept AS SELECT * FROM ledger');
    await sql(database, 'CREATE TABLE kept_head AS SELECT * FROM jurisdiction');
    try {
      await tamper(database);
      const { bad } = await world.ledger.verify('toy');
      expect(bad?.why).toMatch(why);
      expect(bad?.seq).toBe(seq);
    } finally {
      await sql(database, 'TRUNCATE ledger, jurisdiction');
      await sql(database, 'INSERT INTO ledger SELECT * FROM kept');
      await sql(database, 'INSERT INTO jurisdiction SELECT * FROM kept_head');
      await sql(database, 'DROP TABLE kept, kept_head');
    }
    expect((await world.ledger.verify('toy')).bad).toBe(null);
  });

  it('agrees with the check that the chain’s page gives for PostgreSQL alone', async () => {
    const { rows } = await world.database.pool.query(
      `SELECT seq FROM (SELECT *, lag(hash, 1, repeat('0', 64)) OVER (ORDER BY seq) AS before
         FROM ledger WHERE jurisdiction = 'toy') l
       WHERE hash <> encode(sha256(convert_to(
         concat_ws(E'\\n', before, jurisdiction, seq, at, subject, version, body), 'UTF8')), 'hex')`,
    );
    expect(rows).toEqual([]);
  });
});

const sql = (database: Database, text: string): Promise<unknown> => database.pool.query(text);

/** Moves all entries after `seq` by one, without ever two in one place. */
/** Takes away every entry after `seq`, as if the ledger had ended there. */
async function cutOff(database: Database, seq: number): Promise<void> {
  await sql(database, `DELETE FROM ledger WHERE seq > ${seq}`);
  await sql(
    database,
    `UPDATE jurisdiction SET seq = ${seq}, hash = (SELECT hash FROM ledger WHERE seq = ${seq})`,
  );
}

async function shift(database: Database, after: number, by: 1 | -1): Promise<void> {
  await sql(database, `UPDATE ledger SET seq = -(seq + ${by}) WHERE seq > ${after}`);
  await sql(database, 'UPDATE ledger SET seq = -seq WHERE seq < 0');
}

/** What somebody with all rights would do: changes one entry and computes every hash after it anew, the head as well. */
async function rechain(database: Database): Promise<void> {
  await sql(database, `UPDATE ledger SET subject = 'another' WHERE seq = 1000`);
  await sql(
    database,
    `DO $$ DECLARE e record; before text := repeat('0', 64); BEGIN
       FOR e IN SELECT * FROM ledger ORDER BY seq LOOP
         before := encode(sha256(convert_to(concat_ws(E'\\n', before, e.jurisdiction, e.seq, e.at, e.subject, e.version, e.body), 'UTF8')), 'hex');
         UPDATE ledger SET hash = before WHERE seq = e.seq;
       END LOOP;
       UPDATE jurisdiction SET hash = before;
     END $$`,
  );
}
