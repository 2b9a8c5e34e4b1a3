import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Log } from '../../log.ts';

/**
 * Clears what an earlier PostgreSQL left at `cluster`: a server whose house was killed is shut down in order, and a
 * `postmaster.pid` of a dead one is made harmless.
 *
 * The file is not deleted: it names the shared memory by which a new server sees that backends of the old one still
 * live. Our own pid is written in its first line instead, because PostgreSQL takes the pid of its parent for stale
 * and goes on to that second check. Without this, a zombie or a foreign process that got the same number would block
 * every later start.
 *
 * `owner` is the pid of the house that launched it last: a server whose parent still lives is no orphan, and a second
 * house on the same files is refused.
 */
export async function clearOrphan(
  cluster: string,
  owner: number,
  log: Log,
  patienceMs = 10_000,
): Promise<void> {
  const file = path.join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const text = await readFile(file, 'utf8');
  const pid = Number(text.split('\n', 1)[0]);
  if (await isPostmaster(pid, cluster)) {
    await awaitOwner(pid, cluster, owner, patienceMs);
  }
  if (await isPostmaster(pid, cluster)) {
    log.warn({ pid }, 'PostgreSQL of an earlier run still alive: stopping it');
    await shutDown(pid, cluster);
  }
  if (!existsSync(file)) return;
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'));
}

/** A house that is just stopping is waited for; one that goes on is left alone. */
async function awaitOwner(pid: number, cluster: string, owner: number, patienceMs: number): Promise<void> {
  for (const until = performance.now() + patienceMs; ; await pause(50)) {
    if (!(await isPostmaster(pid, cluster)) || (await lookAt(pid)).parent !== owner) return;
    if (performance.now() < until) continue;
    throw new Error(
      `process ${owner} already runs on these files (${cluster}): stop it, or set another DATA_DIR`,
    );
  }
}

async function shutDown(pid: number, cluster: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    signalProcess(pid, signal);
    for (const until = performance.now() + patienceMs; performance.now() < until;) {
      if (!(await isPostmaster(pid, cluster))) return;
      await pause(20);
    }
  }
  throw new Error(`a PostgreSQL of an earlier run (pid ${pid}) does not stop: end it and start again`);
}

/** Sends a signal; a process that is already gone is no fault. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether `pid` is a live (not a zombie) PostgreSQL of this cluster. A server works in its data folder. */
async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const { state, command } = await lookAt(pid);
  if (!command.includes('postgres') || state === 'Z' || state === 'X') return false;
  if (process.platform !== 'linux') return true;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return cwd === (await realpath(cluster));
}

async function lookAt(pid: number): Promise<{ state: string; parent: number; command: string }> {
  try {
    if (process.platform === 'linux') {
      const [, command = '', rest = ''] =
        /\((.*)\) (.*)/s.exec(await readFile(`/proc/${pid}/stat`, 'utf8')) ?? [];
      const [state = '', parent] = rest.split(' ');
      return { state, parent: Number(parent), command };
    }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,ppid=,comm=', '-p', String(pid)]);
    const [state = '', parent, ...command] = stdout.trim().split(/\s+/);
    return { state: state.slice(0, 1), parent: Number(parent), command: command.join(' ') };
  } catch {
    return { state: '', parent: 0, command: '' };
  }
}
