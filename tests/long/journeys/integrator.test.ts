import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testHouse, type TestHouse } from '../../support/house.ts';

/**
 * An integrator by `docs/integrate.md` alone: its commands are taken out of the page and run as they stand, one after the other in one
 * shell, against a demo county. Only the ports, the password that is the reader's own, and a client of MQTT are put in.
 */
let house: TestHouse;
let folder: string;
let page: string;
const root = path.resolve(import.meta.dirname, '../../..');

beforeAll(async () => {
  [house, folder, page] = await Promise.all([
    testHouse(),
    mkdtemp(path.join(tmpdir(), 'jiuhuan-integrator-')),
    readFile(path.join(root, 'docs/integrate.md'), 'utf8'),
  ]);
  await symlink(house.dataDir, path.join(folder, 'data'));
  await symlink(path.join(root, 'docs'), path.join(folder, 'docs'));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}, 120_000);
afterAll(async () => {
  await house?.stop();
  await rm(folder, { recursive: true, force: true });
});

const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp('```' + language + '\\n([\\s\\S]*?)```', 'gu'))].map(([, text = '']) => text);

/** What the page leaves to its reader. */
function filledIn(text: string): string {
  return text
    .replaceAll('http://127.0.0.1:8080', house.url)
    .replaceAll('mqtt://127.0.0.1:1883', house.mqttUrl)
    .replaceAll('"login":"admin","password":"…"', `"login":"demo-admin","password":"${house.demo.password}"`)
    .replaceAll('curl -sN', 'timeout 3 curl -sN');
}

/** Runs a text by bash; its exit code and what it said. */
function bash(text: string): Promise<{ code: number; out: string }> {
  return new Promise((done) => {
    execFile('bash', ['-c', text], { cwd: folder, timeout: 120_000, maxBuffer: 1 << 26 }, (error, out, err) =>
      done({ code: error ? 1 : 0, out: `${out}${err}` }),
    );
  });
}
const mark = (index: number): string => `@@ block ${index}`;

it('the commands of the page run as they stand, and none is refused', async () => {
  // No client of MQTT is part of a usual system: the one in JavaScript that the page shows stands for it below.
  const all = blocks('sh').filter((one) => !one.startsWith('mosquitto_pub'));
  expect(all.length).toBeGreaterThan(8);
  const script = all.map((one, i) => `echo; echo '${mark(i)}'\n${filledIn(one)}`).join('\n');
  const { out } = await bash(`set -u\n${script}`);
  const told = all.map((_, i) => out.split(mark(i))[1]?.split('@@ block')[0] ?? 'never came to it');
  const faults = told.flatMap((said, i) =>
    /urn:jiuhuan:problem:|unbound variable|not found|SyntaxError|TypeError|never came/u.test(said)
      ? [`${all[i]}\n→ ${said.slice(0, 600)}`]
      : [],
  );
  expect(faults).toEqual([]);
  expect(out).toContain('"taken":1');
  expect(out).toMatch(/event: |"changes"|"seq":/u);
  expect(out).toContain('"added":2');
}, 180_000);

it('its client of MQTT stores a reading', async () => {
  const [client = ''] = blocks('js').filter((one) => one.includes("'jh/jiangyin/readings'"));
  const code = filledIn(client)
    .replace("from 'mqtt'", `from '${createRequire(import.meta.url).resolve('mqtt')}'`)
    .concat('\nconsole.log("acknowledged"); await client.endAsync();');
  const sensor = `curl -s -c d.cookie -H 'content-type: application/json' -d '{"login":"duty1","password":"${house.demo.password}"}' ${house.url}/api/jiangyin/session >/dev/null; export SENSOR=$(curl -s -b d.cookie ${house.url}/api/jiangyin/sensors | node -p "JSON.parse(require('fs').readFileSync(0))[3].id")`;
  const token = house.demo.jurisdictions['jiangyin']?.sources['sim-devices'];
  await writeFile(path.join(folder, 'client.mjs'), code);
  const { code: failed, out } = await bash(`${sensor}; export TOKEN='${token}'; node client.mjs`);
  expect([failed, out.trim()]).toEqual([0, 'acknowledged']);
}, 60_000);
