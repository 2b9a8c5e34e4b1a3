// `npm start`: sets up what is missing and runs the house with its living demo county.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt, ensureInstalled, giveUp, isStale, root, say } from './setup.mjs';

const startedAt = Date.now();
const env = { DEMO: '1', PORT: '8080', MQTT_PORT: '1883', ...process.env };
const isDemo = !['0', 'false', 'off'].includes(env.DEMO);
let stopping = false;
let simulator;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  giveUp(`Node ${process.version} is too old: 20.19 or newer is needed`);

await ensureInstalled(isStale());
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

server.on('message', async (message) => {
  if (!message.ready || stopping) return;
  await printAddresses(message.ready);
  if (isDemo) await keepSimulating(message.ready);
});

/** A child in its own group: Ctrl-C reaches it through `stop` alone, and a lost parent by the closed channel. */
function launch(name, more = {}) {
  const file = path.join(root, 'dist', 'server', `${name}.js`);
  const child = spawn(process.execPath, ['--enable-source-maps', file], {
    cwd: root,
    env: { ...env, ...more },
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

/** What the server said when it was ready: its address, and who may sign in when it is a demo. */
async function printAddresses({ url, demo }) {
  const health = await fetch(`${url}/healthz`);
  if (!health.ok) say(`! ${url}/healthz answers ${health.status}`);
  say(`就绪 ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s; Ctrl-C 停止 stops it`);
  for (const place of demo?.jurisdictions ?? []) {
    const at = `${url}/${place.id}`;
    process.stdout.write(
      `\n  ${place.title}\n    大屏 wall  ${at}/wall#token=${place.wallToken}\n    工作台 desk  ${at}/desk\n    领导 lead  ${at}/lead\n`,
    );
    for (const person of place.people) {
      process.stdout.write(`      ${person.login} / ${person.password}  ${person.what}\n`);
    }
  }
  process.stdout.write('\n');
}

/** The living county in a process of its own; a fall is shown and followed by another try. */
async function keepSimulating({ url, mqttUrl }) {
  for (let waitMs = 1_000; !stopping; waitMs = Math.min(waitMs * 2, 30_000)) {
    const bornAt = Date.now();
    simulator = launch('simulator', { SIMULATE_URL: url, SIMULATE_MQTT_URL: mqttUrl });
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
