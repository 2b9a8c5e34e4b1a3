import { spawn } from 'node:child_process';

/**
 * Waits on a pipe until the process that holds its other end is gone, however it went, and ends PostgreSQL then: in order at
 * first, at once after some seconds. What it was told to commit is on the disk either way.
 */
const script = `
while read -r _; do :; done
kill -INT "$1" 2>/dev/null || exit 0
n=0
while kill -0 "$1" 2>/dev/null; do
  n=$((n + 1))
  [ "$n" -eq 70 ] && kill -QUIT "$1" 2>/dev/null
  [ "$n" -gt 100 ] && exit 0
  sleep 0.1
done`;

/**
 * Puts a keeper beside the PostgreSQL `pid`, so that a kill -9 of this process, a second Ctrl-C or a closed terminal leave none
 * behind. Its own group: no signal of the terminal reaches it. Call the answer once PostgreSQL has ended.
 */
export function keepBeside(pid: number): () => void {
  if (process.platform === 'win32') return () => undefined;
  const keeper = spawn('/bin/sh', ['-c', script, 'jiuhuan-keeper', String(pid)], {
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.on('error', () => undefined);
  keeper.stdin.on('error', () => undefined);
  keeper.unref();
  return () => void keeper.kill('SIGKILL');
}
