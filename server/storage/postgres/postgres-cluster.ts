import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../log.ts';
import { handTo, type ClusterGround } from './postgres-ground.ts';

/** The account inside PostgreSQL, and the database of the same name. */
export const superuser = 'jiuhuan';

/** Makes the files of a new PostgreSQL, whole or not at all. Without `fsync` for tests that lose nothing by a power cut. */
export async function makeCluster(
  ground: ClusterGround,
  password: string,
  log: Log,
  options: { fsync?: boolean },
): Promise<void> {
  log.info({ folder: ground.cluster, account: ground.account?.name }, 'first start: creating the database');
  const parent = path.dirname(ground.cluster);
  const fresh = path.join(parent, 'postgres.new');
  const passwordFile = path.join(parent, 'postgres.new.key');
  await mkdir(parent, { recursive: true });
  // The account passes through on the way to its own folder and reads nothing here, whatever the mask of files is.
  if (ground.account) await chmod(parent, 0o711);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await handTo(ground.account, fresh);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await handTo(ground.account, passwordFile);
  try {
    await initialise(ground, fresh, passwordFile, options);
    await rename(fresh, ground.cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initialise(
  ground: ClusterGround,
  folder: string,
  passwordFile: string,
  options: { fsync?: boolean },
): Promise<void> {
  const sync = options.fsync === false ? ['--no-sync'] : [];
  const common = [
    '-D',
    folder,
    '-U',
    superuser,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...sync,
  ];
  const provider = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  // Extensions such as pg_trgm ask the C library what a letter is: Chinese is one only under a UTF-8 LC_CTYPE.
  const locales = ['--lc-ctype=C.UTF-8', '--lc-ctype=en_US.UTF-8', '--lc-ctype=C'];
  let fault = '';
  for (const locale of locales) {
    const args = [...common, ...provider, '--locale=C', locale, '--no-instructions'];
    const child = spawn(path.join(ground.bin, 'initdb'), args, {
      ...spawnAs(ground),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    fault = '';
    child.stderr.on('data', (data: Buffer) => (fault += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return;
    if (!/invalid locale|locale name/.test(fault)) break;
  }
  throw new Error(`initdb failed: ${fault.trim()}`);
}

/** Where and as whom its programs run. */
export function spawnAs({ account, cluster }: ClusterGround): {
  cwd: string;
  env: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
} {
  const place = { cwd: path.dirname(cluster), env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } };
  return account ? { ...place, cwd: '/', uid: account.uid, gid: account.gid } : place;
}
