import { execFile, spawn } from 'node:child_process';
import { appendFile, chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { must } from '#shared/kernel/must.ts';

const run = promisify(execFile);

/** A PostgreSQL server that runs, on loopback, without a password. */
export interface Running {
  port: number;
  pid: number;
}

/** The newest PostgreSQL that Debian has installed (`postgresql`), with all its tools, and a folder for what it keeps. */
export interface Installation {
  place(name: string): string;
  call(program: string, ...args: string[]): Promise<unknown>;
  /** Adds lines to a file of the server's own, which may be new. */
  append(name: string, lines: readonly string[]): Promise<void>;
  /** Makes a folder of the server's own. */
  folder(name: string): Promise<void>;
  /** Starts the server on its files, and waits until it answers. */
  start(name: string, port: number): Promise<Running>;
  ask(port: number, text: string): Promise<Record<string, unknown>[]>;
  answers(port: number): Promise<boolean>;
  /** Ends the servers of these names and removes the folder. */
  stop(names: readonly string[]): Promise<void>;
}

export async function openInstallation(): Promise<Installation> {
  const versions = await readdir('/usr/lib/postgresql');
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  const programs = `/usr/lib/postgresql/${must(newest, 'PostgreSQL of Debian')}/bin`;
  const account = await accountOf('postgres');
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-debian-postgres-'));
  await chmod(folder, 0o700);
  await chown(folder, account.uid, account.gid);
  const place = (name: string): string => path.join(folder, name);
  const call = (program: string, ...args: string[]) =>
    run(path.join(programs, program), args, { ...account, cwd: folder });
  return {
    place,
    call,
    async append(name, lines) {
      await appendFile(place(name), lines.map((one) => `${one}\n`).join(''));
      await chown(place(name), account.uid, account.gid);
    },
    async folder(name) {
      await mkdir(place(name));
      await chown(place(name), account.uid, account.gid);
    },
    async start(name, port) {
      const own = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
      const args = ['-D', place(name), ...[...own, 'max_connections=60'].flatMap((one) => ['-c', one])];
      const child = spawn(path.join(programs, 'postgres'), args, {
        ...account,
        cwd: folder,
        stdio: 'ignore',
      });
      while (!(await answers(port))) {
        if (child.exitCode !== null) throw new Error(`PostgreSQL of ${name} ended with ${child.exitCode}`);
        await pause(100);
      }
      return { port, pid: must(child.pid, 'a pid') };
    },
    ask,
    answers,
    async stop(names) {
      for (const one of names)
        await call('pg_ctl', 'stop', '-D', place(one), '-m', 'immediate').catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root; where the test does not either, everything is its own. */
async function accountOf(name: string): Promise<{ uid: number; gid: number }> {
  const own = process.getuid?.() ?? 0;
  if (own !== 0) return { uid: own, gid: must(process.getgid?.(), 'gid') };
  const idOf = async (what: string): Promise<number> => Number((await run('id', [what, name])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

async function ask(port: number, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'jiuhuan', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const answers = (port: number): Promise<boolean> =>
  ask(port, 'SELECT 1').then(
    () => true,
    () => false,
  );
