import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { evidenceFolder } from '../../server/evidence/folder.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { verifyChain } from '../../server/ledger/verify.ts';
import { openVolumes } from '../../server/ledger/volumes.ts';
import { openLog } from '../../server/log.ts';
import { childProgram } from '../support/child-program.ts';
import { testDatabase } from '../support/postgres.ts';
import { fillYears, idOf, partYears } from '../support/year-county.ts';

/** ms after the child began, until a kill comes too late. */
const stepMs = 25;

it('a year that is being bound when its process is killed is whole, and bound the next time', async () => {
  const { database, url, stop } = await testDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-bind-'));
  const program = await childProgram('bind-child', folder);
  const files = evidenceFolder(path.join(folder, 'evidence'));
  await files.clear();
  await partYears(database, Date.parse('2026-11-30T00:00:00Z'));
  await fillYears(database, 'toy');
  const head = await database.pool.query<{ seq: number }>('SELECT seq FROM jurisdiction');
  const whole = { entries: head.rows[0]?.seq, bad: null };
  const volumes = openVolumes(database, files);
  const ledger = openLedger(database, openLog('silent'), undefined, undefined, volumes);
  const subject = await ledger.readSubject('toy', idOf(2024, 7));
  let killed = 0;
  for (const year of [2024, 2025])
    for (let ms = 0; ; ms += stepMs) {
      const child = spawn(process.execPath, [program, url, path.join(folder, 'evidence'), String(year)]);
      const ended = once(child, 'exit') as Promise<[number | null]>;
      await once(child.stdout, 'data');
      await pause(ms);
      child.kill('SIGKILL');
      const [code] = await ended;
      expect(await verifyChain(database, 'toy', undefined, volumes)).toEqual(whole);
      expect(await ledger.readSubject('toy', idOf(2024, 7))).toEqual(subject);
      if (code === 0) break;
      killed += 1;
    }
  process.stderr.write(`killed ${killed} times\n`);
  expect(killed).toBeGreaterThan(4);
  expect((await database.pool.query('SELECT FROM ledger_volume WHERE bound')).rowCount).toBe(2);
  await stop();
  await rm(folder, { recursive: true, force: true });
}, 600_000);
