import { expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { verifyChain } from '../../server/ledger/verify.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { bringFromArchive } from '../../server/storage/postgres/from-archive.ts';
import { lossOf, readHeads } from '../../server/storage/record/ends.ts';
import { openInstallation } from '../support/debian-postgres.ts';
import { freePorts } from '../support/ports.ts';
import { fillYears } from '../support/year-county.ts';

it('an instant is brought up beside what runs, with what was committed by then and no more, and nothing of it is left', async () => {
  const own = await openInstallation();
  const { call, place } = own;
  const [port = 0] = await freePorts(1);
  await call(
    'initdb',
    '-D',
    place('first'),
    '-U',
    'jiuhuan',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  );
  await own.folder('archive');
  await own.append('first/postgresql.conf', [
    'archive_mode = on',
    `archive_command = 'test ! -f ${place('archive')}/%f && cp %p ${place('archive')}/%f'`,
  ]);
  await own.start('first', port);
  await own.ask(port, 'CREATE DATABASE jiuhuan');
  const url = `postgres://jiuhuan@127.0.0.1:${port}/jiuhuan`;
  const log = openLog('silent');
  const live = await openDatabase(url, log);
  try {
    await call(
      'pg_basebackup',
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'jiuhuan',
      '-D',
      place('base'),
      '-c',
      'fast',
      '-X',
      'none',
    );
    await fillYears(live, 'before');
    const [then] = await own.ask(port, 'SELECT clock_timestamp()::text AS now');
    await fillYears(live, 'after');
    await own.ask(port, 'SELECT pg_switch_wal()');
    await expect
      .poll(
        async () =>
          (await own.ask(port, 'SELECT last_archived_wal FROM pg_stat_archiver'))[0]?.['last_archived_wal'],
      )
      .toBeTruthy();
    const asked = { base: place('base'), archive: place('archive'), user: 'jiuhuan', database: 'jiuhuan' };
    const brought = await bringFromArchive({ ...asked, at: String(must(then, 'now')['now']) });
    const heads = await readHeads(brought.url);
    expect([...heads.keys()]).toEqual(['before']);
    const scratch = await openDatabase(brought.url, log);
    expect((await verifyChain(scratch, 'before')).bad).toBeNull();
    await scratch.close();
    expect(lossOf(must(heads.get('before'), 'a head'), (await readHeads(url)).get('before'))).toMatch(
      /nothing would be gone/,
    );
    await brought.stop();
    await expect(readHeads(brought.url)).rejects.toThrow(/ENOENT|connect/);
    // The base backup is as it was: it can be brought up again, and to another instant.
    const all = await bringFromArchive(asked);
    expect([...(await readHeads(all.url)).keys()]).toEqual(['after', 'before']);
    await all.stop();
    const without = bringFromArchive({ ...asked, archive: place('nothing') });
    await expect(without).rejects.toThrow(/did not come to that instant/);
  } finally {
    await live.close();
    await own.stop(['first']);
  }
}, 180_000);
