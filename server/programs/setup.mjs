// Shared by `npm start` and `npm test`. Built-ins only: node_modules may not be there yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const sources = ['client', 'server', 'shared', 'public'];
const builtFrom = ['vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];
const stampFile = path.join(root, 'dist', 'built-from.txt');
/** Packs' private files are read by the server as they are. */
const packFiles = /^server[\\/]packs[\\/].*\.json$/;

/** One line about what is being done now. */
export function say(text) {
  process.stdout.write(`九环 ${text}\n`);
}

/** Ends the process with one line on what went wrong and what to do. */
export function giveUp(text) {
  process.stderr.write(`九环 ✗ ${text}\n`);
  process.exit(1);
}

/** Installs what package-lock.json names and node_modules lacks; development packages only when `withTools`. */
export async function ensureInstalled(withTools) {
  const missing = missingPackages(withTools);
  if (missing.length === 0) return;
  say(`安装依赖 installing packages (npm ci: ${missing.length} missing, about a minute) …`);
  await run(
    'npm',
    ['ci', '--include=dev', '--loglevel=error'],
    'the packages could not be installed: see the lines above; is the npm registry reachable?',
  );
}

function missingPackages(withTools) {
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const record = path.join(root, 'node_modules', '.package-lock.json');
  const there = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {};
  return Object.entries(wanted).filter(
    ([name, { version, optional, peer, dev, devOptional }]) =>
      name !== '' &&
      !optional &&
      !peer &&
      (withTools || !(dev || devOptional)) &&
      there[name]?.version !== version,
  );
}

/** Installs what is missing, and builds pages and server when their sources are not the ones that `dist` was built from. */
export async function ensureBuilt() {
  const stamp = sourceStamp();
  const isBuilt = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  await ensureInstalled(!isBuilt);
  if (isBuilt) return;
  say('构建页面与服务 building pages and server (about ten seconds) …');
  await run(
    'npm',
    ['run', '--silent', 'build', '--', '--logLevel', 'warn'],
    'the build failed: see the lines above',
  );
  writeFileSync(stampFile, stamp);
}

/** A digest of all that goes into `dist`: content, because a checkout or a copy changes every time stamp. */
function sourceStamp() {
  const hash = createHash('sha256');
  const files = [...sources.flatMap((folder) => filesUnder(folder)), ...builtFrom].sort();
  for (const file of files) {
    const full = path.join(root, file);
    if (existsSync(full)) hash.update(file).update('\0').update(readFileSync(full)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tsbuildinfo') && !entry.name.endsWith('.mjs'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !packFiles.test(file));
}

/** Runs a command to its end with its output shown; gives up with `fault` when it fails. It ends with this process, however that goes. */
export function run(command, args, fault, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      env,
      ...ownGroup,
      shell: process.platform === 'win32',
    });
    guard(child, 0);
    running.add(child);
    child.on('error', (error) => giveUp(`${fault} (${error.message})`));
    child.on('exit', (code) => {
      running.delete(child);
      if (code === 0) resolve();
      else giveUp(fault);
    });
  });
}

/** Commands of `run` that have not ended. */
const running = new Set();

/** Ends what `run` is doing, with all that it started. */
export function stopRunning() {
  for (const child of running) {
    child.removeAllListeners('exit');
    endGroup(child.pid, 'SIGTERM');
  }
}

/** A group of its own: Ctrl-C reaches it through us alone, and all of it can be ended at once. */
export const ownGroup = process.platform === 'win32' ? {} : { detached: true };

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}

/**
 * Puts a shell beside a child of `ownGroup` that waits on a pipe until this process is gone, however it went (kill -9, a closed
 * terminal), and ends the child's whole group when it is still there after so many tenths of a second.
 */
export function guard(child, tenths) {
  if (process.platform === 'win32' || child.pid === undefined) return;
  const script = `
    while read -r _; do :; done
    n=0
    while kill -s 0 -- "-$1" 2>/dev/null && [ "$n" -lt "$2" ]; do n=$((n + 1)); sleep 0.1; done
    kill -s TERM -- "-$1" 2>/dev/null && sleep 0.5 && kill -s KILL -- "-$1" 2>/dev/null`;
  const shell = spawn('/bin/sh', ['-c', script, 'jiuhuan-guard', String(child.pid), String(tenths)], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  child.once('exit', () => shell.kill('SIGKILL'));
}
