import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { narrowCells } from '#shared/grid/tree.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs, secondMs } from '#shared/kernel/span.ts';
import type { Camera, Sensor } from '#shared/pack/schema.ts';
import { indicatorList } from '#shared/wire/indicators.ts';
import { crewList } from '#shared/wire/tracks.ts';
import { demoPassword, type DemoFile } from '../../server/access/demo.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { readingsDue } from '../../server/simulator/devices.ts';
import { openScreen, type Screen } from '../support/screen.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';

/**
 * Longgang as its account counts it: 1,048 terminals, 9,700 channels, 477 recorders, 683 indicators, each terminal over real MQTT at its
 * own rhythm. Then ten times as many messages (each terminal ten times as often) for `SOAK_MINUTES` (30), while memory is looked at.
 */
const county = 'longgang';
const minutes = Number(process.env['SOAK_MINUTES'] ?? 30);
let dataDir: string;
let server: ServerProcess;
let pack: LoadedPack;
let devices: MqttClient;
let cookie: string;
let screen: Screen;
let sent = 0;

beforeAll(async () => {
  [pack] = [must((await loadPacks({ ...packFolders(), only: [county] }))[0], county)];
  dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-longgang-'));
  server = await startServer(dataDir, { PACKS: county, LOG_LEVEL: 'warn' });
  const demo = JSON.parse(await readFile(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile;
  const password = must(demo.jurisdictions[county]?.sources['sim-devices'], 'a token');
  devices = await connectAsync(server.mqttUrl, { username: 'sim-devices', password, clientId: 'terminals' });
  const told = await fetch(`${server.url}/api/${county}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ login: 'duty1', password: demoPassword }),
  });
  cookie = told.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  screen = openScreen({
    url: server.url,
    jurisdiction: county,
    channels: ['sensing:all'],
    sensors: 'all',
    headers: { cookie },
  });
}, 300_000);
afterAll(async () => {
  screen.close();
  await devices.endAsync(true);
  await server.end('SIGINT');
  await rm(dataDir, { recursive: true, force: true });
}, 120_000);

const ask = async <T>(address: string): Promise<T> =>
  (await (await fetch(`${server.url}/api/${county}${address}`, { headers: { cookie } })).json()) as T;
async function publish(list: string, items: readonly object[]): Promise<void> {
  for (let from = 0; from < items.length; from += 500)
    await devices.publishAsync(`jh/${county}/${list}`, JSON.stringify(items.slice(from, from + 500)), {
      qos: 1,
    });
}
async function metric(name: string, labels = ''): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(name) && line.includes(labels));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
/** Terminals speak for so long, each `scale` times as often as it does; answers how long each second's messages took to be acknowledged. */
async function speak(forMs: number, scale: number, each: () => Promise<void>): Promise<number[]> {
  const waits: number[] = [];
  const until = Date.now() + forMs;
  for (let last = Date.now() - secondMs; Date.now() < until;) {
    const now = Date.now();
    const due = readingsDue({ pack, seed: 7, scale }, last, now);
    last = now;
    await publish('readings', due);
    sent += due.length;
    waits.push(Date.now() - now);
    await each();
    await pause(Math.max(0, secondMs - (Date.now() - now)));
  }
  return waits.toSorted((a, b) => a - b);
}

it('a county of 1,048 terminals, 9,700 channels, 477 recorders and 683 indicators stands as its account counts it', async () => {
  const terminals = pack.pack.sensors.filter(({ counts }) => !counts);
  const at = Date.now();
  // Each speaks once, as devices do that are switched on.
  const first = readingsDue({ pack, seed: 7, scale: 1 }, at - 15 * minuteMs, at);
  await publish('readings', first);
  sent += first.length;
  const officers = pack.pack.staff.filter(({ post }) => post === 'patroller');
  const cells = narrowCells(pack.grid);
  const places = officers.map(({ id }, i) => ({
    staff: id,
    at,
    ...must(cells[i % cells.length], 'cell').centre,
  }));
  await publish('positions', places);
  const [sensors, cameras] = await Promise.all([
    ask<(Sensor | null)[]>('/sensors'),
    ask<Camera[]>('/cameras'),
  ]);
  expect([sensors.filter(Boolean).length, cameras.length]).toEqual([1_048, 9_700]);
  const { crews } = crewList.parse(await ask('/crews'));
  expect(crews.filter(({ post }) => post === 'patroller').length).toBe(477);
  const indicators = indicatorList.parse(await ask('/indicators'));
  expect(indicators.rows.length).toBe(683);
  await expect
    .poll(
      async () =>
        indicatorList.parse(await ask('/indicators')).rows.filter((row) => row.value !== null).length,
      {
        timeout: 120_000,
      },
    )
    .toBeGreaterThan(100);
  const waits = await speak(minuteMs, 1, () => Promise.resolve());
  await screen.until('frames', ({ consistent }) => consistent, 30_000);
  // A few fall silent in this county, as its rules expect.
  await expect.poll(() => screen.values.size, { timeout: 30_000 }).toBeGreaterThan(0.95 * terminals.length);
  expect(await metric('jiuhuan_items_taken_total', 'door="readings"')).toBeGreaterThanOrEqual(sent * 0.99);
  expect(waits[Math.floor(waits.length * 0.95)]).toBeLessThan(secondMs);
}, 600_000);

it(
  `memory is flat through ${minutes} minutes of ten times as many messages, and nothing is lost or late`,
  async () => {
    const samples: { at: number; rss: number; heap: number }[] = [];
    const before = { sent, taken: await metric('jiuhuan_items_taken_total', 'door="readings"') };
    let next = 0;
    const waits = await speak(minutes * minuteMs, 10, async () => {
      if (Date.now() < next) return;
      next = Date.now() + 20 * secondMs;
      samples.push({
        at: Date.now(),
        rss: await metric('jiuhuan_process_resident_memory_bytes'),
        heap: await metric('jiuhuan_nodejs_heap_size_used_bytes'),
      });
    });
    const third = Math.floor(samples.length / 3);
    const median = (list: readonly number[]): number =>
      list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
    const growth = (of: 'rss' | 'heap'): number =>
      median(samples.slice(2 * third).map((one) => one[of])) /
      median(samples.slice(third, 2 * third).map((one) => one[of]));
    const told = {
      sent: sent - before.sent,
      taken: (await metric('jiuhuan_items_taken_total', 'door="readings"')) - before.taken,
      p50: waits[Math.floor(waits.length / 2)],
      p95: waits[Math.floor(waits.length * 0.95)],
      rssMB: samples.map(({ rss }) => Math.round(rss / 1e6)),
      heapMB: samples.map(({ heap }) => Math.round(heap / 1e6)),
      growth: { rss: growth('rss'), heap: growth('heap') },
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
    expect(growth('rss')).toBeLessThan(1.1);
    expect(growth('heap')).toBeLessThan(1.15);
    expect(told.taken).toBeGreaterThanOrEqual(0.99 * told.sent);
    expect(told.p95).toBeLessThan(secondMs);
  },
  (minutes + 5) * minuteMs,
);
