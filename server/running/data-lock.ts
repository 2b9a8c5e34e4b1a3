import { linkSync, readFileSync, rmSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Who holds a data folder. */
interface Holder {
  pid: number;
  /** When that process began, as its system counts: another process with the same number began at another instant. */
  born: string;
  /** Epoch ms. */
  since: number;
}

/**
 * Takes a data folder for this process alone, before anything in it is looked at: two houses on the same files would each take
 * the other's PostgreSQL for an orphan. A holder that is just stopping is waited for; one that is gone, however it went, holds
 * nothing. Throws, naming the holder, when it goes on. The answer lets go.
 */
export async function lockData(dataDir: string, patienceMs = 10_000): Promise<() => void> {
  await mkdir(dataDir, { recursive: true });
  const file = path.join(dataDir, 'house.lock');
  const own = `${file}.${process.pid}`;
  const me: Holder = { pid: process.pid, born: await bornOf(process.pid), since: Date.now() };
  writeFileSync(own, JSON.stringify(me), { mode: 0o644 });
  try {
    for (const until = performance.now() + patienceMs; !take(own, file); await pause(100)) {
      const holder = readHolder(file);
      if (holder && (await isAlive(holder))) {
        if (performance.now() < until) continue;
        const since = new Date(holder.since).toISOString();
        throw new Error(
          `process ${holder.pid} already runs on ${dataDir} since ${since}: stop it, or set another DATA_DIR`,
        );
      }
      dropStale(file, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (readHolder(file)?.pid === me.pid) rmSync(file, { force: true });
  };
}

/** A link is made by one process alone. */
function take(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moved aside first: should somebody have taken it in this very moment, it is theirs and is put back. */
function dropStale(file: string, stale: Holder | null): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && (moved.pid !== stale?.pid || moved.born !== stale.born)) take(aside, file);
  rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

async function isAlive({ pid, born }: Holder): Promise<boolean> {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return (await bornOf(pid)) === born;
}

/** Empty where the system does not tell; a process that is only not yet reaped began never. */
async function bornOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return '';
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return 'never';
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return `${boot} ${rest[18] ?? ''}`;
  } catch {
    return 'never';
  }
}
