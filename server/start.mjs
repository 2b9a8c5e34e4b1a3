// `npm start`: sets up what is missing and runs the house with its living demo county.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt, giveUp, root, say } from './setup.mjs';

const startedAt = Date.now();
const env = { DEMO: '1', PORT: '8080', MQTT_PORT: '1883', ...process.env };
const isDemo = !['0', 'false', 'off'].includes(env.DEMO);
let stopping = false;
let simulator;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  giveUp(`Node ${process.version} is too old: 20.19 or newer is needed`);

await ensureBuilt();

say('启动服务 starting the server …');
const server = launch('main');
server.on('exit', (code, signal) => {
  if (stopping) return;
  stopping = true;
  simulator?.kill('SIGTERM');
  process.stderr.write(`九环 ✗ the server ended (${signal ?? code}): see the lines above\n`);
  process.exitCode = 1;
});
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// npm that is ended by a signal ends its shell alone; without this the server would stay behind with nobody to stop it.
if (process.env.npm_lifecycle_event !== undefined) {
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid && !stopping) stop();
  }, 500).unref();
}

server.on('message', async (message) => {
  if (!message.ready || stopping) return;
  await printAddresses(message.ready);
  if (isDemo) await keepSimulating(message.ready);
});

/** A child in its own group: Ctrl-C reaches it through `stop` alone, and a lost parent by the closed channel. */
function launch(name, args = []) {
  const file = path.join(root, 'dist', 'server', `${name}.js`);
  // Messages live until their commit: a larger nursery spares moving them twice.
  const flags = ['--enable-source-maps', '--max-semi-space-size=32'];
  const child = spawn(process.execPath, [...flags, file, ...args], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
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
  if (!isDemo) return;
  const file = path.resolve(env.DATA_DIR ?? path.join(root, 'data'), 'demo.json');
  const { password, jurisdictions } = JSON.parse(await readFile(file, 'utf8'));
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
    simulator = launch('simulator', ['--server', url, '--mqtt', mqttUrl, ...process.argv.slice(2)]);
    const code = await new Promise((resolve) => simulator.on('exit', resolve));
    if (stopping) return;
    if (Date.now() - bornAt > 60_000) waitMs = 1_000;
    say(`模拟县域中断 the demo county stopped (${code}); again in ${waitMs / 1000} s`);
    await pause(waitMs);
  }
}

/** First signal: in order. Another one: the server is told to hurry. */
async function stop() {
  if (!stopping) say('停止 stopping …');
  stopping = true;
  simulator?.kill('SIGTERM');
  server.kill('SIGTERM');
}
