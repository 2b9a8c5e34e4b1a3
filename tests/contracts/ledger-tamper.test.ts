import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anchorLine, anchorText, type Anchor } from '#shared/ledger/anchor.ts';
import { sealOf } from '#shared/dossier/seal.ts';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { exportAnchors, openAnchors, readAnchorFiles } from '../../server/ledger/anchor.ts';
import { appendPast } from '../../server/ledger/bulk.ts';
import { hashOf, noHash } from '../../server/ledger/chain.ts';
import { openProofs } from '../../server/ledger/prove.ts';
import { verifyChain } from '../../server/ledger/verify.ts';
import { openLog, type Log } from '../../server/log.ts';
import type { Proofs } from '../../server/ports.ts';
import type { Database } from '../../server/storage/database.ts';
import { findTwins } from '../../server/storage/record/ledger-twins.ts';
import { once } from '../../server/storage/migrations/018-once.ts';
import { ensureJurisdiction, readAnchors } from '../../server/storage/record/ledger-store.ts';
import { duty } from '../support/incident-world.ts';
import { testDatabase } from '../support/postgres.ts';

const entries = 600;
const day = 86_400_000;
const firstDay = Date.parse('2026-11-01T00:00:00Z');
/** Where the ledger was anchored, evening by evening. */
const anchored = [150, 300, 450];

let database: Database;
let url: string;
let stop: () => Promise<void>;
let proofs: Proofs;
let exported: Anchor[];
let folder: string;

const sql = async (text: string, values: unknown[] = []) => database.pool.query(text, values);
const walk = async (): Promise<number | null> => (await verifyChain(database, 'toy')).bad?.seq ?? null;

beforeAll(async () => {
  ({ database, url, stop } = await testDatabase());
  folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-anchors-'));
  proofs = openProofs(database);
  await ensureJurisdiction(database, 'toy', noHash);
  const past = Array.from({ length: entries }, (_, index) => ({
    at: firstDay + index * 60_000,
    subject: `matter-${index % 40}`,
    version: Math.floor(index / 40) + 1,
    by: duty,
    fact: { kind: 'noted' as const, text: `第 ${index + 1} 笔`, evidence: [] },
  }));
  const done = { entries: past, end: () => ({ incidents: [], day: '', serial: 0 }) };
  const written = await appendPast(
    database,
    'toy',
    () => done,
    () => {
      throw new Error('there is no incident in it');
    },
  );
  expect(written).toBe(true);
  await sql('TRUNCATE anchor');
  await sql(
    `INSERT INTO anchor SELECT jurisdiction, seq, hash, ${firstDay} + seq * 100000 FROM ledger WHERE seq = ANY($1)`,
    [anchored],
  );
  exported = (await readAnchors(database, 'toy')).map((one) => ({ jurisdiction: 'toy', ...one }));
  for (const table of ['ledger', 'jurisdiction', 'anchor'])
    await sql(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
});
beforeEach(async () => {
  await sql('TRUNCATE ledger, jurisdiction, anchor');
  for (const table of ['ledger', 'jurisdiction', 'anchor'])
    await sql(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

/** Ways to falsify one place of the ledger, each with what it must be known by: the first entry that does not fit. */
const falsifications: Record<string, (seq: number, roll: () => number) => Promise<number>> = {
  'a byte of the body': async (seq, roll) => {
    const { rows } = await sql('SELECT body FROM ledger WHERE seq = $1', [seq]);
    const body = Buffer.from(must(rows[0] as { body: string } | undefined, 'entry').body);
    const ascii = [...body.keys()].filter(
      (i) => must(body[i], 'byte') > 0x20 && must(body[i], 'byte') < 0x7f,
    );
    const place = must(ascii[Math.floor(roll() * ascii.length)], 'a byte');
    body[place] = must(body[place], 'byte') ^ 1;
    await sql('UPDATE ledger SET body = $2 WHERE seq = $1', [seq, body.toString('utf8')]);
    return seq;
  },
  'a digit of the hash': async (seq, roll) => {
    const at = 1 + Math.floor(roll() * 64);
    await sql(
      `UPDATE ledger SET hash = overlay(hash placing
         CASE substr(hash, ${at}, 1) WHEN '0' THEN '1' ELSE '0' END from ${at}) WHERE seq = $1`,
      [seq],
    );
    return seq;
  },
  'the instant': async (seq) => {
    await sql('UPDATE ledger SET at = at - 1 WHERE seq = $1', [seq]);
    return seq;
  },
  'the subject': async (seq) => {
    await sql(`UPDATE ledger SET subject = 'another' WHERE seq = $1`, [seq]);
    return seq;
  },
  'the version': async (seq) => {
    await sql('UPDATE ledger SET version = version + 100 WHERE seq = $1', [seq]);
    return seq;
  },
  'a row taken out': async (seq) => {
    await sql('DELETE FROM ledger WHERE seq = $1', [seq]);
    return seq;
  },
  'a row taken out and the gap closed': async (seq) => {
    await sql('DELETE FROM ledger WHERE seq = $1', [seq]);
    await sql('UPDATE ledger SET seq = -(seq - 1) WHERE seq > $1', [seq]);
    await sql('UPDATE ledger SET seq = -seq WHERE seq < 0');
    return seq;
  },
  'a row put in': async (seq) => {
    await sql('UPDATE ledger SET seq = -(seq + 1) WHERE seq >= $1', [seq]);
    await sql('UPDATE ledger SET seq = -seq WHERE seq < 0');
    await sql(
      `INSERT INTO ledger SELECT jurisdiction, $1::bigint, at, 'forged', 1, body, hash FROM ledger WHERE seq = $1::bigint + 1`,
      [seq],
    );
    return seq;
  },
  'two rows in each other’s place': async (seq, roll) => {
    const other = 1 + Math.floor(roll() * (entries - 1));
    const second = other >= seq ? other + 1 : other;
    await sql('UPDATE ledger SET seq = -1 WHERE seq = $1', [seq]);
    await sql('UPDATE ledger SET seq = $1 WHERE seq = $2', [seq, second]);
    await sql('UPDATE ledger SET seq = $1 WHERE seq = -1', [second]);
    return Math.min(seq, second);
  },
  'the tail cut off': async (seq) => {
    await sql('DELETE FROM ledger WHERE seq >= $1', [seq]);
    return seq;
  },
};

/** Sets the head to the last entry there is, as somebody would who hides a cut. */
const setHeadBack = () =>
  sql(
    `UPDATE jurisdiction SET (seq, hash) = (SELECT coalesce(max(seq), 0),
       coalesce((array_agg(hash ORDER BY seq DESC))[1], '${noHash}') FROM ledger)`,
  );

/** Changes an entry and computes every hash from it on anew, the head's as well. */
async function remake(from: number): Promise<void> {
  await sql('UPDATE ledger SET at = at + 1 WHERE seq = $1', [from]);
  const { rows } = await sql('SELECT * FROM ledger WHERE seq >= $1 - 1 ORDER BY seq', [from]);
  let before = noHash;
  for (const row of rows as { seq: number; hash: string; jurisdiction: string; at: number }[] & Row[]) {
    if (row.seq < from) before = row.hash;
    else await sql('UPDATE ledger SET hash = $2 WHERE seq = $1', [row.seq, (before = hashOf(before, row))]);
  }
  await setHeadBack();
}
type Row = Parameters<typeof hashOf>[1] & { hash: string };

describe('the walk over a falsified ledger', () => {
  it.each(Object.keys(falsifications))('names the first entry: %s', async (name) => {
    const { roll } = dice(name.length);
    for (const seq of [1, 2, entries, 1 + Math.floor(roll() * entries), 1 + Math.floor(roll() * entries)]) {
      const expected = await must(falsifications[name], name)(seq, roll);
      expect(await walk(), `${name} at ${seq}`).toBe(expected);
      await sql('TRUNCATE ledger');
      await sql('INSERT INTO ledger SELECT * FROM kept_ledger');
    }
  });

  it('finds nothing where nothing was done', async () => {
    expect(await walk()).toBeNull();
    expect(await proofs.holdAnchors('toy', exported)).toEqual({ held: 3, lost: null });
  });

  it('from an anchor on walks what came after it, and finds there what a whole walk finds', async () => {
    const since = must(exported[2], 'the newest anchor');
    const walkSince = () => verifyChain(database, 'toy', since);
    expect(await walkSince()).toEqual({ entries, bad: null });
    for (const [name, falsify] of Object.entries(falsifications)) {
      const seq = since.seq + 1 + (name.length % (entries - since.seq - 2));
      const expected = await falsify(seq, dice(seq).roll);
      // What was changed with it before the anchor is a whole walk's to find.
      const first = expected > since.seq ? expected : seq;
      expect((await walkSince()).bad?.seq, `${name} at ${seq}`).toBe(first);
      await sql('TRUNCATE ledger');
      await sql('INSERT INTO ledger SELECT * FROM kept_ledger');
    }
    // Before the anchor, with its hash as it was: for a whole walk alone.
    await sql(`UPDATE ledger SET subject = 'another' WHERE seq = 20`);
    expect([(await walkSince()).bad, await walk()]).toEqual([null, 20]);
  });

  it('names an entry that stands there twice, which the database keeps out: hashes alone would call it whole', async () => {
    const { rows } = await sql(
      `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'ledger_2026'::regclass
       AND pg_get_indexdef(indexrelid) LIKE '%(jurisdiction, subject, version, twin)'`,
    );
    const [once] = rows as { name: string }[];
    await sql(`DROP INDEX ${must(once, 'the index').name}`);
    await sql(`UPDATE ledger SET subject = 'matter-3', version = 2 WHERE seq = 500`);
    await remake(500);
    expect((await verifyChain(database, 'toy')).bad).toEqual({
      seq: 500,
      why: 'version 2 of matter-3 once more, which is entry 44 already',
    });
    await sql('TRUNCATE ledger');
    await sql('CREATE UNIQUE INDEX ON ledger_2026 (jurisdiction, subject, version, twin)');
  });

  it('names one that an older version wrote, after the migration that keeps such out', async () => {
    // As that version found it: one table.
    for (const text of [
      'CREATE TABLE one (LIKE ledger)',
      'INSERT INTO one SELECT * FROM ledger',
      'DROP TABLE ledger',
      'ALTER TABLE one RENAME TO ledger',
    ])
      await sql(text);
    await sql('ALTER TABLE ledger DROP COLUMN twin');
    await sql('CREATE INDEX ledger_subject ON ledger (jurisdiction, subject, version)');
    await sql(`UPDATE ledger SET subject = 'matter-1', version = 1 WHERE seq = 500`);
    await remake(500);
    await once.up(database.db);
    expect((await verifyChain(database, 'toy')).bad).toEqual({
      seq: 500,
      why: 'version 1 of matter-1 once more, which is entry 2 already: the number was given twice',
    });
    expect(await findTwins(database, ['toy', 'other'])).toEqual(
      new Map([['toy', [{ seq: 500, subject: 'matter-1', version: 1, first: 2 }]]]),
    );
    const again = sql(`UPDATE ledger SET subject = 'matter-1', version = 1 WHERE seq = 501`);
    await expect(again).rejects.toMatchObject({ code: '23505' });
    await sql('TRUNCATE ledger');
  });

  it('names a tail that was cut off behind an anchor, with the head set back', async () => {
    await sql('DELETE FROM ledger WHERE seq >= 420');
    await setHeadBack();
    expect(await walk()).toBe(420);
  });
});

describe('anchors that were kept elsewhere', () => {
  it('name the cut when the anchors in the house were taken out as well', async () => {
    await sql('DELETE FROM ledger WHERE seq >= 420');
    await sql('DELETE FROM anchor WHERE seq >= 420');
    await setHeadBack();
    expect(await walk(), 'nothing inside the house tells').toBeNull();
    expect(await proofs.holdAnchors('toy', exported)).toEqual({
      held: 2,
      lost: {
        why: 'cut-off',
        seq: 420,
        anchor: { seq: 450, hash: expect.any(String), at: expect.any(Number) },
      },
    });
  });

  it('name the stretch in which a chain was made anew, with the anchors in the house as well', async () => {
    await remake(333);
    await sql('UPDATE anchor a SET hash = l.hash FROM ledger l WHERE l.seq = a.seq');
    expect(await walk(), 'nothing inside the house tells').toBeNull();
    const { held, lost } = await proofs.holdAnchors('toy', exported);
    expect([held, lost?.why, lost?.seq, lost?.anchor.seq]).toEqual([2, 'remade', 301, 450]);
  });

  it('name an entry that is not there, and a ledger that is not there at all', async () => {
    await sql('DELETE FROM ledger WHERE seq = 300');
    expect((await proofs.holdAnchors('toy', exported)).lost).toMatchObject({ why: 'missing', seq: 300 });
    await sql('TRUNCATE ledger');
    expect((await proofs.holdAnchors('toy', exported)).lost).toMatchObject({ why: 'cut-off', seq: 1 });
  });

  it('are held in the order of the ledger, those of others left aside', async () => {
    const mixed = [...exported].reverse();
    mixed.splice(1, 0, { jurisdiction: 'other', seq: 5, hash: 'a'.repeat(64), at: 1 });
    expect(await proofs.holdAnchors('toy', mixed)).toEqual({ held: 3, lost: null });
  });
});

describe('anchor files', () => {
  it('are only ever added to, and are complete after every anchoring', async () => {
    const place = path.join(folder, 'added');
    const faults: unknown[] = [];
    const log = { ...openLog('silent'), info: () => undefined, error: (what: unknown) => faults.push(what) };
    const anchor = openAnchors(database, place, log as unknown as Log);
    await anchor('toy', firstDay + 40 * day);
    await anchor('toy', firstDay + 41 * day);
    const files = await Promise.all(
      ['2026-11', '2026-12'].map((month) => readFile(path.join(place, 'toy', `${month}.jsonl`), 'utf8')),
    );
    expect(files.map((text) => text.trim().split('\n').length)).toEqual([3, 1]);
    expect((await readAnchorFiles(place)).map(({ seq }) => seq)).toEqual([...anchored, entries]);
    expect(faults).toEqual([]);

    // Who makes the chain anew and the anchors in the house with it is given away by the file.
    await remake(333);
    await sql('UPDATE anchor a SET hash = l.hash FROM ledger l WHERE l.seq = a.seq');
    await anchor('toy', firstDay + 42 * day);
    expect(faults).toMatchObject([{ seq: 450 }, { seq: 600 }]);
    expect((await readAnchorFiles(place)).find(({ seq }) => seq === 450)).toEqual(exported[2]);
  });

  it('that cannot be written stop nothing', async () => {
    const faults: unknown[] = [];
    const log = { ...openLog('silent'), info: () => undefined, error: (what: unknown) => faults.push(what) };
    const blocked = path.join(folder, 'a-file');
    await writeFile(blocked, '');
    await openAnchors(database, blocked, log as unknown as Log)('toy', firstDay + 43 * day);
    expect(faults).toHaveLength(1);
    expect((await readAnchors(database, 'toy')).map(({ seq }) => seq)).toEqual([...anchored, entries]);
  });

  it('say where they hold what is no anchor', async () => {
    const file = path.join(folder, 'broken.jsonl');
    await writeFile(file, `${anchorLine(must(exported[0], 'anchor'))}\nsomething\n`);
    await expect(readAnchorFiles(file)).rejects.toThrow(/broken\.jsonl: line 2/);
    await expect(readAnchorFiles(path.join(folder, 'nothing-here'))).rejects.toThrow(/ENOENT/);
  });
});

describe('the seal of a dossier', () => {
  it('follows from the entries about its subject, each proved by the one before it', async () => {
    const { links, bad } = await proofs.subject('toy', 'matter-7');
    expect([links.length, links[0]?.seq, bad]).toEqual([15, 8, null]);
    const sealed = must(sealOf('toy', 'matter-7', links), 'seal');
    await remake(200);
    const again = await proofs.subject('toy', 'matter-7');
    expect(again.bad, 'the new chain fits in itself').toBeNull();
    expect(sealOf('toy', 'matter-7', again.links)?.digest).not.toBe(sealed.digest);
  });

  it.each([
    ['a changed entry', `UPDATE ledger SET body = replace(body, '笔', '件') WHERE seq = 88`, 88],
    ['a changed entry before one of its own', `UPDATE ledger SET hash = repeat('a', 64) WHERE seq = 87`, 88],
    ['an entry taken out', 'DELETE FROM ledger WHERE seq = 88', 128],
    ['the entry before one of its own taken out', 'DELETE FROM ledger WHERE seq = 127', 128],
  ])('names the first entry that fails: %s', async (_name, tamper, seq) => {
    await sql(tamper);
    expect((await proofs.subject('toy', 'matter-7')).bad).toBe(seq);
  });
});

describe('npm run verify -- --anchors', () => {
  const verify = (place: string, ...more: string[]) =>
    promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'server/programs/verify.ts', '--anchors', place, ...more],
      {
        env: { ...process.env, DATABASE_URL: url },
      },
    ).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        stdout,
        stderr,
      }),
    );

  it('passes a whole ledger, and names where a hidden cut begins', async () => {
    const place = path.join(folder, 'elsewhere');
    expect(await exportAnchors(place, exported)).toEqual([]);
    expect(await verify(place)).toMatchObject({
      code: 0,
      stdout: [
        'toy: ✓ 600 entries, the chain is whole',
        'toy: ✓ 0 lines of the audit, the chain is whole',
        'toy: ✓ 0 files of evidence, all as the ledger names them',
        'toy: ✓ 3 anchors hold',
        '',
      ].join('\n'),
    });
    expect((await verify(place, '--since')).stdout).toContain(
      'toy: ✓ 150 entries since the anchor at 450, the chain is whole',
    );
    await sql('DELETE FROM ledger WHERE seq >= 420');
    await sql('DELETE FROM anchor WHERE seq >= 420');
    await setHeadBack();
    const word = path.join(folder, 'from-a-code.txt');
    await writeFile(word, anchorText(must(exported[2], 'anchor')));
    for (const from of [place, word]) {
      const { code, stdout } = await verify(from);
      expect(code).toBe(1);
      expect(stdout).toMatch(/✓ 419 entries[^]*✗ entry 420 and what followed was cut off/);
    }
  });

  it('says in plain words when there is no such file', async () => {
    expect(await verify(path.join(folder, 'none'))).toMatchObject({ code: 1, stderr: /✗ ENOENT/ });
  });
});
