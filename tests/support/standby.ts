import { execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, rm, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { must } from '#shared/kernel/must.ts';
import { openProxy, type Proxy } from './proxy.ts';
import { freePorts } from './ports.ts';

const run = promisify(execFile);

/** A PostgreSQL and its standby, which streams from it, behind one address that moves from one to the other. */
export interface Pair {
  /** Of the moving address. */
  url: string;
  /** Whether a commit waits until the standby has it. */
  waitForStandby(waits: boolean): Promise<void>;
  /** The standby ends in good order: what is committed from now on is at the first alone. */
  pauseStandby(): Promise<void>;
  /** The first ends as a machine that loses its power; the standby takes over, and the address with it. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Both are of the newest PostgreSQL that Debian has installed (`postgresql`). */
export async function startPair(): Promise<Pair> {
  const versions = await readdir('/usr/lib/postgresql');
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  const programs = `/usr/lib/postgresql/${must(newest, 'PostgreSQL of Debian')}/bin`;
  const account = await accountOf('postgres');
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-pair-'));
  await chmod(folder, 0o700);
  await chown(folder, account.uid, account.gid);
  const [first, second] = await freePorts(2);
  const ports = [must(first, 'a port'), must(second, 'a port')] as const;
  const files = [path.join(folder, 'first'), path.join(folder, 'standby')] as const;
  const call = (program: string, ...args: string[]) =>
    run(path.join(programs, program), args, { ...account, cwd: folder });
  const settings = (port: number): string[] => [
    ...['-c', `port=${port}`, '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
    ...['-c', 'max_connections=60'],
  ];
  const start = async (which: 0 | 1): Promise<number> => {
    const args = ['-D', files[which], ...settings(ports[which])];
    const child = spawn(path.join(programs, 'postgres'), args, { ...account, cwd: folder, stdio: 'ignore' });
    while (!(await answers(ports[which]))) await pause(100);
    return must(child.pid, 'a pid');
  };
  await call('initdb', '-D', files[0], '-U', 'jiuhuan', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8');
  const pid = await start(0);
  const ask = async (text: string): Promise<void> => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: ports[0],
      user: 'jiuhuan',
      database: 'postgres',
    });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  await ask('CREATE DATABASE jiuhuan');
  const from = ['-h', '127.0.0.1', '-p', String(ports[0]), '-U', 'jiuhuan'];
  await call('pg_basebackup', ...from, '-D', files[1], '-R', '-X', 'stream', '-c', 'fast');
  await start(1);
  let isFirst = true;
  const proxy: Proxy = await openProxy(() => ports[isFirst ? 0 : 1]);
  return {
    url: `postgres://jiuhuan@127.0.0.1:${proxy.port}/jiuhuan`,
    async waitForStandby(waits) {
      await ask(`ALTER SYSTEM SET synchronous_standby_names = '${waits ? '*' : ''}'`);
      await ask('SELECT pg_reload_conf()');
    },
    async pauseStandby() {
      await call('pg_ctl', 'stop', '-D', files[1], '-m', 'fast', '-w');
    },
    async failOver() {
      proxy.shut();
      process.kill(pid, 'SIGKILL');
      // The word for it, should it be down: it starts as a standby that nobody sends anything.
      if (!(await answers(ports[1]))) await start(1);
      await appendFile(path.join(files[1], 'postgresql.auto.conf'), `synchronous_standby_names = ''\n`);
      await call('pg_ctl', 'promote', '-D', files[1], '-w');
      await call('pg_ctl', 'reload', '-D', files[1]);
      isFirst = false;
      proxy.admit();
    },
    async stop() {
      await proxy.close();
      for (const one of files)
        await call('pg_ctl', 'stop', '-D', one, '-m', 'immediate').catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root; where the test does not either, everything is its own. */
async function accountOf(name: string): Promise<{ uid: number; gid: number }> {
  if (process.getuid?.() !== 0)
    return { uid: must(process.getuid?.(), 'uid'), gid: must(process.getgid?.(), 'gid') };
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (what) => Number((await run('id', [what, name])).stdout)),
  );
  return { uid: must(uid, 'uid'), gid: must(gid, 'gid') };
}

async function answers(port: number): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'jiuhuan', database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
