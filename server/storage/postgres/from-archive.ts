import { execFile, spawn } from 'node:child_process';
import { appendFile, chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A base backup by `pg_basebackup`, the archive of the log, and where in it to stop. */
export interface Archive {
  base: string;
  archive: string;
  /** As PostgreSQL reads it; all that was archived when missing. */
  at?: string | undefined;
  user: string;
  database: string;
  /** Folder of `postgres`; the newest that Debian has installed when missing. */
  programs?: string | undefined;
}
export interface Brought {
  url: string;
  stop(): Promise<void>;
}

/**
 * Brings up what a base backup and the archive of the log give, on a copy in a folder of its own, behind a socket there that only the
 * owner of the base backup and root can open. Neither the base backup nor the archive is written to. Throws when PostgreSQL does not
 * come to that instant.
 */
export async function bringFromArchive(asked: Archive): Promise<Brought> {
  const programs = asked.programs ?? (await newestPrograms());
  const { uid, gid } = await stat(asked.base);
  const account = process.getuid?.() === 0 ? { uid, gid } : {};
  const place = await mkdtemp(path.join(tmpdir(), 'jiuhuan-rehearse-'));
  const data = path.join(place, 'data');
  const log: Buffer[] = [];
  await run('cp', ['-a', asked.base, data]);
  await writeSettings(place, data, asked);
  for (const name of [place, data]) await chmod(name, 0o700);
  if (account.uid !== undefined) await run('chown', ['-R', `${uid}:${gid}`, place]);
  const child = spawn(path.join(programs, 'postgres'), ['-D', data, ...settingsOf(place)], {
    ...account,
    cwd: place,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => log.push(piece));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGINT');
    await ended;
    await rm(place, { recursive: true, force: true });
  };
  const url = `postgres:///${asked.database}?host=${encodeURIComponent(place)}&user=${encodeURIComponent(asked.user)}`;
  while (!(await isOpen(url))) {
    if (child.exitCode !== null) {
      await stop();
      throw new Error(
        `PostgreSQL did not come to that instant:\n${Buffer.concat(log).toString().slice(-2_000)}`,
      );
    }
    await pause(200);
  }
  return { url, stop };
}

async function newestPrograms(): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined)
    throw new Error('no PostgreSQL in /usr/lib/postgresql: --programs FOLDER says where');
  return `/usr/lib/postgresql/${newest}/bin`;
}

/** What is given here stands over what the copy brings along: its doors are shut but for one socket. */
function settingsOf(place: string): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place,
    hba_file: path.join(place, 'hba'),
    ssl: 'off',
    archive_mode: 'off',
    synchronous_standby_names: '',
    primary_conninfo: '',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function writeSettings(place: string, data: string, { archive, at }: Archive): Promise<void> {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const lines = [
    `restore_command = ${quoted(`cp "${archive}/%f" "%p"`)}`,
    ...(at === undefined ? [] : [`recovery_target_time = ${quoted(at)}`]),
    `recovery_target_action = 'promote'`,
  ];
  await appendFile(path.join(data, 'postgresql.auto.conf'), lines.map((line) => `${line}\n`).join(''));
  await writeFile(path.join(data, 'recovery.signal'), '');
  await writeFile(path.join(place, 'hba'), 'local all all trust\n');
}

/** It answers, and is no longer reading the archive. */
async function isOpen(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ reading: boolean }>('SELECT pg_is_in_recovery() AS reading');
    return rows[0]?.reading === false;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
