import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import { openInstallation } from './debian-postgres.ts';
import { openProxy } from './proxy.ts';
import { freePorts } from './ports.ts';

/** A PostgreSQL that archives its log, and its standby, which streams from it, behind one address that moves between them. */
export interface Pair {
  /** Of the moving address. */
  url: string;
  /** Whether a commit waits until the standby has it. */
  waitForStandby(waits: boolean): Promise<void>;
  /** The standby ends in good order: what is committed from now on is at the first alone. */
  pauseStandby(): Promise<void>;
  /** The first ends as a machine that loses its power; the standby takes over, and the address with it. */
  failOver(): Promise<void>;
  /** The instant by the database's clock, as PostgreSQL writes it. */
  now(): Promise<string>;
  /** What a base backup and the archive give of that instant, as `docs/operate.md` says; both others end before. */
  restoreTo(instant: string): Promise<void>;
  stop(): Promise<void>;
}

/** What `docs/operate.md` names for the archive: a file is there whole or not at all. */
const archive = (folder: string): string[] => [
  `archive_mode = on`,
  `archive_command = 'test ! -f ${folder}/%f && cp %p ${folder}/%f.part && mv ${folder}/%f.part ${folder}/%f'`,
  `archive_timeout = 60`,
];

export async function startPair(): Promise<Pair> {
  const own = await openInstallation();
  const { call, place } = own;
  const [first = 0, second = 0, third = 0] = await freePorts(3);
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
  await own.append('first/postgresql.conf', archive(place('archive')));
  const { pid } = await own.start('first', first);
  await own.ask(first, 'CREATE DATABASE jiuhuan');
  const base = (name: string, ...more: string[]) =>
    call(
      'pg_basebackup',
      ...['-h', '127.0.0.1', '-p', String(first), '-U', 'jiuhuan'],
      ...['-D', place(name), '-c', 'fast', ...more],
    );
  await base('standby', '-R', '-X', 'stream');
  await base('base', '-X', 'none');
  await own.start('standby', second);
  let current = first;
  const proxy = await openProxy(() => current);
  const moveTo = (port: number): void => {
    current = port;
    proxy.admit();
  };
  return {
    url: `postgres://jiuhuan@127.0.0.1:${proxy.port}/jiuhuan`,
    async waitForStandby(waits) {
      await own.ask(first, `ALTER SYSTEM SET synchronous_standby_names = '${waits ? '*' : ''}'`);
      await own.ask(first, 'SELECT pg_reload_conf()');
    },
    pauseStandby: async () => void (await call('pg_ctl', 'stop', '-D', place('standby'), '-m', 'fast', '-w')),
    async failOver() {
      proxy.shut();
      process.kill(pid, 'SIGKILL');
      if (!(await own.answers(second))) await own.start('standby', second);
      await own.append('standby/postgresql.auto.conf', [`synchronous_standby_names = ''`]);
      await call('pg_ctl', 'promote', '-D', place('standby'), '-w');
      await call('pg_ctl', 'reload', '-D', place('standby'));
      moveTo(second);
    },
    now: async () =>
      String(must((await own.ask(current, 'SELECT clock_timestamp()::text AS now'))[0], 'now')['now']),
    async restoreTo(instant) {
      proxy.shut();
      // Ends in good order, so that the last of its log is archived as well.
      await call('pg_ctl', 'stop', '-D', place('standby'), '-m', 'fast', '-w');
      await call('pg_ctl', 'stop', '-D', place('first'), '-m', 'fast', '-w');
      await own.append('base/postgresql.auto.conf', [
        `restore_command = 'cp ${place('archive')}/%f %p'`,
        `recovery_target_time = '${instant}'`,
        `recovery_target_action = 'promote'`,
        `archive_mode = off`,
      ]);
      await own.append('base/recovery.signal', []);
      await own.start('base', third);
      // Until then it answers from what it has read so far.
      const isReading = async (): Promise<boolean> =>
        (await own.ask(third, 'SELECT pg_is_in_recovery() AS reading'))[0]?.['reading'] === true;
      while (await isReading()) await pause(100);
      moveTo(third);
    },
    async stop() {
      await proxy.close();
      await own.stop(['first', 'standby', 'base']);
    },
  };
}
