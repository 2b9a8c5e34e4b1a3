import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { evidenceFolder } from '../../server/evidence/folder.ts';
import { bindYears, type BindPorts } from '../../server/ledger/bind.ts';
import { noHash } from '../../server/ledger/chain.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openProofs } from '../../server/ledger/prove.ts';
import { verifyChain } from '../../server/ledger/verify.ts';
import { openVolumes, type Volumes } from '../../server/ledger/volumes.ts';
import { openLog } from '../../server/log.ts';
import type { EvidenceFiles, Ledger } from '../../server/ports.ts';
import type { Database } from '../../server/storage/database.ts';
import { beginOf } from '../../server/storage/record/ledger-leaves.ts';
import { readIncident } from '../../server/storage/record/ledger-store.ts';
import { openReplayStore } from '../../server/storage/replay/replay-store.ts';
import { testDatabase } from '../support/postgres.ts';
import { fillYears, idOf, partYears } from '../support/year-county.ts';

const now = Date.parse('2026-11-30T00:00:00Z');
let database: Database;
let stop: () => Promise<void>;
let folder: string;
let files: EvidenceFiles;
let volumes: Volumes;
let ledger: Ledger;
let told: string[];

const sql = async (text: string, values: unknown[] = []) => database.pool.query(text, values);
const ports = (more: Partial<BindPorts> = {}): BindPorts => ({
  ...{ database, files, now, tell: (what: string) => void told.push(what) },
  ...more,
});

beforeAll(async () => {
  ({ database, stop } = await testDatabase());
  folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-volumes-'));
  await partYears(database, now);
});
beforeEach(async () => {
  told = [];
  await sql(
    'TRUNCATE ledger, jurisdiction, anchor, incident, ledger_volume, ledger_bound, search_mark, figure_mark',
  );
  await rm(folder, { recursive: true, force: true });
  files = evidenceFolder(folder);
  await files.clear();
  volumes = openVolumes(database, files);
  ledger = openLedger(database, openLog('silent'), undefined, undefined, volumes);
  await fillYears(database, 'toy');
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

const rowsIn = async (leaf: string): Promise<number> =>
  ((await sql(`SELECT count(*) AS n FROM ${leaf}`)).rows[0] as { n: number }).n;

/** All that is read of a ledger, by every way there is. */
async function readAll() {
  const head = await ledger.head('toy');
  const all = [];
  for (let after = 0; after < head.seq; after = must(all.at(-1), 'an entry').seq)
    all.push(...(await ledger.read('toy', after, 37)));
  const subjects = [idOf(2024, 0), idOf(2024, 7), idOf(2025, 0), idOf(2025, 9), idOf(2026, 3)];
  const store = openReplayStore(database);
  const proofs = openProofs(database, volumes);
  const instants = [
    0,
    beginOf(2024),
    beginOf(2024) + 5_000_000,
    beginOf(2025) - 1,
    beginOf(2025) + 3_000_000,
    now,
  ];
  return {
    all,
    one: await Promise.all(subjects.map((subject) => ledger.readSubject('toy', subject))),
    many: await ledger.readSubjects('toy', subjects, head.seq - 20),
    last: await ledger.readLast('toy', idOf(2024, 7), 9, 3),
    watch: await ledger.readLast('toy', 'watch-toy', 99, 5),
    none: await ledger.readSubject('toy', 'never'),
    proofs: await Promise.all(subjects.map((subject) => proofs.subject('toy', subject))),
    heads: await Promise.all(
      instants.map(async (at) => {
        const found = (await store.headAt('toy', at)) ?? (await volumes.lastAt('toy', at));
        return found && { seq: found.seq, at: found.at, hash: found.hash };
      }),
    ),
    ninth: (await readIncident(database, 'toy', idOf(2024, 7)))?.rings[8],
    verdict: await verifyChain(database, 'toy', undefined, volumes),
  };
}

describe('years of a ledger in files', () => {
  it('are read, proved and verified as before by every way, and only what goes on stays in the database', async () => {
    const before = await readAll();
    expect(before.verdict.bad).toBeNull();
    const inFirst = await rowsIn('ledger_first');
    await bindYears(ports(), 2025);
    expect(await rowsIn('ledger_first')).toBeLessThan(inFirst / 20);
    expect(await readAll()).toEqual(before);
    // Done once more there is nothing to do.
    told = [];
    await bindYears(ports(), 2025);
    expect(told).toEqual([]);
  });

  it('can be read by anybody with a gzip', async () => {
    await bindYears(ports(), 2024);
    const [volume] = await volumes.list('toy');
    const place = must(await files.locate('toy', must(volume, 'a volume').ref), 'a file');
    const lines = gunzipSync(await readFile(place))
      .toString()
      .split('\n');
    expect(JSON.parse(must(lines[0], 'a head'))).toMatchObject({ jurisdiction: 'toy', year: 2024, first: 1 });
    expect(lines[1]?.split('\t').slice(0, 4)).toEqual(['1', String(beginOf(2024)), idOf(2024, 0), '1']);
  });

  it('leave in the year in which the last of a matter was', async () => {
    await bindYears(ports(), 2024);
    const stays = await sql(`SELECT DISTINCT subject FROM ledger WHERE at < ${beginOf(2025)} ORDER BY 1`);
    expect(stays.rows.map(({ subject }: { subject: string }) => subject)).toEqual([
      idOf(2024, 0),
      'watch-toy',
    ]);
    await sql(`UPDATE incident SET open = false, ended = 'archived' WHERE id = $1`, [idOf(2024, 0)]);
    await bindYears(ports(), 2025);
    // Its last act is of 2026.
    expect((await ledger.readSubject('toy', idOf(2024, 0))).length).toBeGreaterThan(8);
  });

  it('go on being searched and counted by what was remarked and who took them on', async () => {
    const id = idOf(2024, 7);
    await sql(
      `UPDATE ledger SET body = replace(body, '"note":"已更换"', '"note":"换了井盖"') WHERE subject = $1`,
      [id],
    );
    await sql('TRUNCATE ledger_bound');
    // The chain is made anew over what was changed.
    await remake();
    await bindYears(ports(), 2024);
    const { rows } = await sql('SELECT remarks, agent FROM ledger_bound WHERE subject = $1', [id]);
    expect(rows).toEqual([{ remarks: expect.stringContaining('换了井盖'), agent: 'duty1' }]);
  });
});

/** Hashes of all entries anew, as they stand. */
async function remake(): Promise<void> {
  const { rows } = await sql('SELECT seq, at, subject, version, body FROM ledger ORDER BY seq');
  const { hashOf } = await import('../../server/ledger/chain.ts');
  let before = noHash;
  for (const row of rows as { seq: number; at: number; subject: string; version: number; body: string }[]) {
    before = hashOf(before, { jurisdiction: 'toy', ...row });
    await sql('UPDATE ledger SET hash = $1 WHERE seq = $2', [before, row.seq]);
  }
  await sql('UPDATE jurisdiction SET hash = $1', [before]);
  await sql('UPDATE anchor SET hash = $1 WHERE seq = $2', [before, rows.length]);
}

describe('what was changed in a volume', () => {
  const spoil = async (change: (place: string) => Promise<void>): Promise<string | undefined> => {
    await bindYears(ports(), 2025);
    const [volume] = await volumes.list('toy');
    await change(must(await files.locate('toy', must(volume, 'a volume').ref), 'a file'));
    volumes = openVolumes(database, files);
    return (await verifyChain(database, 'toy', undefined, volumes)).bad?.why;
  };
  it('is named: a byte, a cut, a file that is gone', async () => {
    const flip = async (place: string): Promise<void> => {
      const bytes = await readFile(place);
      const at = Math.floor(bytes.length / 3);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(place, bytes);
    };
    expect(await spoil(flip)).toMatch(/volume of 2024|not what was committed/);
  });
  it('is named when the file was cut', async () => {
    expect(await spoil((place) => truncate(place, 900))).toMatch(/volume of 2024 cannot be read/);
  });
  it('is named when the file is gone, and who reads of it is told that it is away', async () => {
    expect(await spoil((place) => rm(place))).toMatch(/volume of 2024 cannot be read.*missing/);
    ledger = openLedger(database, openLog('silent'), undefined, undefined, volumes);
    await expect(ledger.readSubject('toy', idOf(2024, 7))).rejects.toThrow(/is missing/);
  });
  it('is named when a row that stayed is another, and when an anchor is', async () => {
    await bindYears(ports(), 2025);
    await sql(`UPDATE ledger SET body = body || ' ' WHERE subject = $1 AND version = 1`, [idOf(2024, 0)]);
    expect((await verifyChain(database, 'toy', undefined, volumes)).bad?.why).toMatch(
      /not what its volume of 2024/,
    );
    await sql(`UPDATE ledger SET body = rtrim(body) WHERE subject = $1 AND version = 1`, [idOf(2024, 0)]);
    await sql(`INSERT INTO anchor VALUES ('toy', 5, 'x', 1)`);
    expect((await verifyChain(database, 'toy', undefined, volumes)).bad).toEqual({
      seq: 5,
      why: 'not what was anchored',
    });
  });
});

describe('binding', () => {
  it('refuses a year that is not over, what follows late, and a chain that does not fit', async () => {
    await expect(bindYears(ports(), 2026)).rejects.toThrow(/the last that can be bound is 2025/);
    await sql('UPDATE search_mark SET seq = 3');
    await expect(bindYears(ports(), 2024)).rejects.toThrow(/toy: search have not come to entry/);
    await sql('UPDATE search_mark SET seq = 99999');
    await sql(`UPDATE ledger SET body = replace(body, '"kind"', '"kinD"') WHERE seq = 9`);
    await expect(bindYears(ports(), 2024)).rejects.toThrow(/entry 9 of toy does not fit/);
    expect((await sql('SELECT FROM ledger_volume')).rowCount).toBe(0);
  });

  it('takes nothing out while another county of the part is not bound', async () => {
    await fillYears(database, 'other');
    await sql(`UPDATE search_mark SET seq = 3 WHERE jurisdiction = 'toy'`);
    await expect(bindYears(ports(), 2024)).rejects.toThrow(/toy: search/);
    const before = await rowsIn('ledger_first');
    expect((await sql('SELECT FROM ledger_volume WHERE bound')).rowCount).toBe(0);
    await sql(`UPDATE search_mark SET seq = 99999`);
    await bindYears(ports(), 2024);
    expect(await rowsIn('ledger_first')).toBeLessThan(before / 20);
  });

  it('broken off at any step is found as it was, and goes on', async () => {
    const before = await readAll();
    const steps = ['receive', 'settle', 'digest', 'locate'] as const;
    for (const step of steps) {
      const fails = { ...files, [step]: () => Promise.reject(new Error(`no ${step}`)) };
      await expect(bindYears(ports({ files: fails }), 2024)).rejects.toThrow(`no ${step}`);
      expect(await readAll()).toEqual(before);
    }
    // A file whose bytes changed on the way is not believed.
    const other = { ...files, digest: () => Promise.resolve('0'.repeat(64)) };
    await expect(bindYears(ports({ files: other }), 2024)).rejects.toThrow(/not what was written/);
    for (const text of [
      'INSERT INTO ledger_volume',
      'INSERT INTO ledger_bound',
      'LOCK TABLE',
      'DROP TABLE',
      'COMMIT',
    ]) {
      await expect(bindYears(ports({ database: failingAt(text) }), 2024)).rejects.toThrow(`no ${text}`);
      expect(await readAll()).toEqual(before);
    }
    await bindYears(ports(), 2024);
    expect(await readAll()).toEqual(before);
  });

  it('waits for who reads the whole ledger, without an order that waits behind it', async () => {
    const reader = await database.pool.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM ledger');
    const binding = bindYears(ports(), 2024);
    await new Promise((done) => setTimeout(done, 1_500));
    const began = performance.now();
    await sql(
      `INSERT INTO ledger SELECT jurisdiction, 99999, at, 's', 1, body, hash FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)`,
    );
    expect(performance.now() - began).toBeLessThan(1_000);
    await reader.query('COMMIT');
    reader.release();
    await binding;
    expect((await sql('SELECT FROM ledger_volume WHERE bound')).rowCount).toBe(1);
  });
});

/** The same database, but for a statement that fails. */
function failingAt(text: string): Database {
  const query = (target: object, asked: (...args: unknown[]) => unknown) =>
    function (...args: unknown[]) {
      if (typeof args[0] === 'string' && args[0].trim().includes(text))
        return Promise.reject(new Error(`no ${text}`));
      return asked.apply(target, args);
    };
  const pool = new Proxy(database.pool, {
    get(target, name) {
      const own = Reflect.get(target, name) as unknown;
      if (name === 'query') return query(target, target.query.bind(target) as never);
      if (name === 'connect')
        return async () => {
          const client = await target.connect();
          return new Proxy(client, {
            get: (inner, key) => {
              const value = Reflect.get(inner, key) as unknown;
              if (key === 'query') return query(inner, inner.query.bind(inner) as never);
              return typeof value === 'function' ? (value as () => unknown).bind(inner) : value;
            },
          });
        };
      return typeof own === 'function' ? (own as () => unknown).bind(target) : own;
    },
  });
  return { ...database, pool };
}
