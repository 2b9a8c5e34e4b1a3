// `npm start`: sets up what is missing and runs the house with its living demo county.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt, giveUp, guard, ownGroup, root, say, stopRunning } from './setup.mjs';

const startedAt = Date.now();
const env = { DEMO: '1', PORT: '8080', MQTT_PORT: '1883', ...process.env };
const isDemo = !['0', 'false', 'off'].includes(env.DEMO);
let stopping = false;
let stoppingSince = 0;
let simulator;
/** Whether a county has pretend people to play. */
let hasDemo = false;
/** npm hands on a signal that the terminal has given to all: the same one twice is one. */
const sameSignalMs = 1_500;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  giveUp(`Node ${process.version} is too old: 20.19 or newer is needed`);

let server = null;
// Heard from the first moment on: during a build as well.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
// Whoever reads our words may be gone before us.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// npm that is ended by a signal ends its shell alone; without this the server would stay behind with nobody to stop it. A test
// that starts us from within another script of npm is no such parent.
if (process.env.npm_lifecycle_event === 'start') {
  const begun = ancestry();
  const isLost = () => !begun.isNpm || ancestry().pids !== begun.pids;
  if (isLost()) process.exit(1);
  setInterval(() => isLost() && !stopping && stop(), 500).unref();
}

await ensureBuilt();
if (stopping) process.exit(1);

say('启动服务 starting the server …');
server = launch('main', 70);
server.on('exit', (code, signal) => {
  if (stopping) return;
  stopping = true;
  simulator?.kill('SIGTERM');
  process.stderr.write(`九环 ✗ the server ended (${signal ?? code}): see the lines above\n`);
  process.exitCode = 1;
});

server.on('message', async (message) => {
  if (!message.ready || stopping) return;
  await printAddresses(message.ready);
  if (isDemo && hasDemo) await keepSimulating(message.ready);
});

/** A child in its own group: Ctrl-C reaches it through `stop` alone, a lost parent by the closed channel, and the guard's end last. */
function launch(name, tenths, args = []) {
  const file = path.join(root, 'dist', 'server', `${name}.js`);
  // Messages live until their commit: a larger nursery spares moving them twice.
  const flags = ['--enable-source-maps', '--max-semi-space-size=32'];
  const child = spawn(process.execPath, [...flags, file, ...args], {
    cwd: root,
    env,
    ...ownGroup,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  guard(child, tenths);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${readable(line)}\n`));
  }
  return child;
}

/** A log line as a person reads it; anything else as it is. */
function readable(line) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof entry?.msg !== 'string') return line;
  const { level, time, pid, hostname, msg, err, ...rest } = entry;
  const mark = level >= 50 ? '✗' : level >= 40 ? '!' : '·';
  const more = Object.entries(rest).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `  ${mark} ${new Date(time).toTimeString().slice(0, 8)} ${msg}${more.join('')}${err ? `\n    ${err.stack ?? err.message}` : ''}`;
}

/** The server wrote who may sign in to a demo beside its data. */
async function printAddresses({ url }) {
  const health = await fetch(`${url}/healthz`);
  if (!health.ok) say(`! ${url}/healthz answers ${health.status}`);
  say(`就绪 ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s; Ctrl-C 停止 stops it`);
  const first = path.resolve(env.DATA_DIR ?? path.join(root, 'data'), 'first-sign-in.json');
  const { setup } = await readFile(first, 'utf8')
    .then(JSON.parse)
    .catch(() => ({}));
  const { empty } = await fetch(`${url}/api/-/setup`).then((answer) => answer.json());
  if (empty && setup) say(`还没有辖区 no county yet: ${url}${setup.page}  设立码 code ${setup.code}`);
  if (!isDemo) return;
  const file = path.resolve(env.DATA_DIR ?? path.join(root, 'data'), 'demo.json');
  const { password, jurisdictions } = JSON.parse(await readFile(file, 'utf8'));
  hasDemo = Object.keys(jurisdictions).length > 0;
  for (const [id, { name, device, levels, people }] of Object.entries(jurisdictions)) {
    const logins = (role) => people.filter((one) => one.role === role).map(({ login }) => login);
    const some = [...logins('duty').slice(0, 2), ...logins('leader').slice(0, 1)];
    process.stdout.write(
      [
        `\n  ${name}`,
        `大屏 wall    ${url}/${id}/wall#device=${device}`,
        `工作台 desk  ${url}/${id}/desk`,
        `领导 lead    ${url}/${id}/lead`,
        `移动 field   ${url}/${id}/field${logins('field').length > 0 ? `   ${logins('field')[0]}` : ''}`,
        `群众 report  ${url}/${id}/report`,
        `登录 sign in ${some.join(', ')} … / ${password}`,
        ...levels.map(
          (one) =>
            `${one.name}  ${one.logins.join(', ')}${one.device ? `  ${url}/${id}/wall#device=${one.device}` : ''}`,
        ),
        '',
      ].join('\n    '),
    );
  }
  process.stdout.write('\n');
}

/** The living county in a process of its own; a fall is shown and followed by another try. */
async function keepSimulating({ url, mqttUrl }) {
  for (let waitMs = 1_000; !stopping; waitMs = Math.min(waitMs * 2, 30_000)) {
    const bornAt = Date.now();
    simulator = launch('simulator', 60, ['--server', url, '--mqtt', mqttUrl, ...process.argv.slice(2)]);
    const code = await new Promise((resolve) => simulator.on('exit', resolve));
    if (stopping) return;
    if (Date.now() - bornAt > 60_000) waitMs = 1_000;
    say(`模拟县域中断 the demo county stopped (${code}); again in ${waitMs / 1000} s`);
    await pause(waitMs);
  }
}

/** First signal: in order. Another one, later: the server is told to hurry. */
function stop() {
  const now = performance.now();
  if (stopping && now - stoppingSince < sameSignalMs) return;
  if (!stopping) {
    say('停止 stopping …');
    stoppingSince = now;
  }
  stopping = true;
  if (!server) {
    stopRunning();
    process.exit(1);
  }
  simulator?.kill('SIGTERM');
  server.kill('SIGTERM');
}

/** Who started us: npm itself, or a shell of npm's and npm above it. Whose parent is gone is taken over by something else. */
function ancestry() {
  const { ppid } = process;
  if (process.platform !== 'linux') return { pids: String(ppid), isNpm: ppid !== 1 };
  const parent = lookAt(ppid);
  if (!/^(ba|da|z|a|k)?sh$|^busybox$/.test(parent.name)) return { pids: String(ppid), isNpm: parent.isNpm };
  return { pids: `${ppid} ${parent.ppid}`, isNpm: lookAt(parent.ppid).isNpm };
}

function lookAt(pid) {
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = path.basename(program.split(' ')[0]);
    const isNpm = [name, ...args].some((word) => /npm|npx|yarn|bun/.test(word));
    return { name, isNpm, ppid: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
  } catch {
    return { name: '', isNpm: false, ppid: 0 };
  }
}
