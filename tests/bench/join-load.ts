import mqtt from 'mqtt';
import { gunzipSync, gzipSync } from 'node:zlib';
import { must } from '#shared/kernel/must.ts';
import type { Camera, Sensor } from '#shared/pack/schema.ts';
import type { Op } from '#shared/views/view.ts';
import type { Frame } from '#shared/wire/frame.ts';
import { openDesk, type BenchHouse } from './bench-house.ts';
import { openMatters } from './open-matters.ts';
import { openRawScreen } from './raw-screen.ts';

/** Fills a county, then joins it as a new wall does, again and again. */
export interface JoinOrder {
  house: Omit<BenchHouse, 'stop'>;
  county: string;
  incidents: number;
  joins: number;
}
export interface JoinReport {
  bytes: number[];
  ms: number[];
  /** Gzip of the same rows and readings as plain arrays. */
  limitBytes: number;
  rows: Record<string, number>;
  readings: number;
  /** What does not change and is cached: gzipped. */
  staticBytes: Record<string, number>;
}

const { house, county, incidents, joins } = JSON.parse(process.argv[2] ?? '') as JoinOrder;
const desk = openDesk(house.url, county, house.cookie);
const sensors = await desk.get<Sensor[]>('sensors');
const cameras = await desk.get<Camera[]>('cameras');
const pack = await desk.pack();
await fill();
const report: JoinReport = { bytes: [], ms: [], limitBytes: 0, rows: {}, readings: 0, staticBytes: {} };
for (let i = 0; i < joins; i++) await joinOnce();
for (const what of ['pack', 'sensors', 'cameras'])
  report.staticBytes[what] = gzipSync(JSON.stringify(await desk.get(what))).length;
process.send?.(report);
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(0));

async function fill(): Promise<void> {
  const client = await mqtt.connectAsync(house.mqttUrl, house.devices);
  const at = Date.now();
  const send = (door: string, items: object[]): Promise<unknown> =>
    client.publishAsync(`jh/${county}/${door}`, JSON.stringify(items), { qos: 1 });
  await send(
    'readings',
    sensors.map(({ id, normal: [low, high], decimals }) => ({
      sensor: id,
      at,
      value: Number((low + Math.random() * (high - low)).toFixed(decimals)),
    })),
  );
  for (let from = 0; from < cameras.length; from += 4_000)
    await send(
      'cameras',
      cameras.slice(from, from + 4_000).map(({ id }) => ({ camera: id, at, online: true })),
    );
  await client.endAsync();
  await openMatters(house, county, { count: incidents, pack, sensors });
}

async function joinOnce(): Promise<void> {
  const snapshots = new Map<string, Op[]>();
  let frame: Frame | undefined;
  const began = performance.now();
  let resolve: () => void = () => undefined;
  const whole = new Promise<void>((done) => (resolve = done));
  const look = (): void => {
    if (snapshots.size === 2 && frame) resolve();
  };
  const screen = await openRawScreen({
    url: house.url,
    jurisdiction: county,
    headers: { cookie: house.cookie },
    sensors: 'all',
    channels: ['board:all', 'sensing:all'],
    onSnapshot(channel, body) {
      const json = body[0] === 0x1f ? gunzipSync(body) : Buffer.from(body);
      snapshots.set(channel, JSON.parse(json.toString()) as Op[]);
      look();
    },
    onFrame(next) {
      if (next.sensors.length === 0) return;
      frame = next;
      look();
    },
  });
  await whole;
  report.ms.push(performance.now() - began);
  report.bytes.push(screen.bytes());
  screen.close();
  const { at, sensors: ordinals, values, ages } = must(frame, 'frame');
  const rows = [...snapshots.values()].flat();
  const tables: Record<string, unknown[]> = {};
  for (const [table, , row] of rows) (tables[table] ??= []).push(row);
  for (const [table, list] of Object.entries(tables)) report.rows[table] = list.length;
  report.readings = ordinals.length;
  const readings = [[...ordinals], [...values], [...ages].map((age) => at - age)];
  report.limitBytes = gzipSync(JSON.stringify([tables, readings])).length;
}
