import mqtt from 'mqtt';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { openDesk, type BenchHouse } from './bench-house.ts';
import { openRawScreen } from './raw-screen.ts';
import { quantile } from './result.ts';

/** The other side of `latency`: devices that publish, officers that dispatch, and screens that decode. */
export interface LatencyOrder {
  house: Omit<BenchHouse, 'stop'>;
  county: string;
  screens: number;
  readingsPerSecond: number;
  actsPerSecond: number;
  warmMs: number;
  windowMs: number;
}
export interface LatencyReport {
  readings: { p50: number; p99: number; n: number };
  facts: { p50: number; p99: number; n: number };
  /** Until the officer has the answer, commit included. */
  answers: { p50: number; p99: number; n: number };
  published: number;
  commandsLost: number;
}
const perMessage = 100;

const order = JSON.parse(process.argv[2] ?? '') as LatencyOrder;
const { house, county } = order;
const desk = openDesk(house.url, county, house.cookie);
const sensors = await desk.get<Sensor[]>('sensors');
const { catalogue, units } = await desk.pack();
const items = catalogue.filter(({ procedure }) => procedure === 'standard');
const readings: number[] = [];
const facts: number[] = [];
const answers: number[] = [];
/** When the dispatch of an incident was sent, and on how many screens it has been seen. */
const dispatched = new Map<string, { sentAt: number; seen: number }>();
let isMeasuring = false;
let next = 0;
let published = 0;

await Promise.all(Array.from({ length: order.screens }, openScreen));
const client = await mqtt.connectAsync(house.mqttUrl, house.devices);
const startedAt = performance.now();
let sentOff = 0;
// By the clock, not by the timer: a busy machine fires late, and the rate must hold.
const publishing = setInterval(() => {
  const due = ((performance.now() - startedAt) / 1000) * order.readingsPerSecond;
  for (; sentOff < due; sentOff += perMessage) publish();
}, 10);
const working = setInterval(() => void dispatchOne(), 1000 / order.actsPerSecond);
await sleep(order.warmMs);
isMeasuring = true;
published = 0;
await sleep(order.windowMs);
isMeasuring = false;
clearInterval(working);
clearInterval(publishing);
await sleep(1_000);
const summary = (list: number[]) => ({ p50: quantile(list, 0.5), p99: quantile(list, 0.99), n: list.length });
const report: LatencyReport = {
  readings: summary(readings),
  facts: summary(facts),
  answers: summary(answers),
  published,
  commandsLost: [...dispatched.values()].filter(({ seen }) => seen !== order.screens).length,
};
process.send?.(report);
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(0));

async function openScreen(): Promise<void> {
  await openRawScreen({
    url: house.url,
    jurisdiction: county,
    headers: { cookie: house.cookie },
    sensors: 'all',
    channels: ['board:all', 'sensing:all'],
    onFrame({ at, ages }) {
      if (!isMeasuring) return;
      const now = Date.now();
      // Every eighth value is sample enough.
      for (let i = 0; i < ages.length; i += 8) readings.push(now - at + (ages[i] ?? 0));
    },
    onPatch(ops) {
      for (const [table, key, row] of ops) {
        if (table !== 'incident' || row?.['node'] !== 'dispatched') continue;
        const one = dispatched.get(key);
        if (!one) continue;
        one.seen += 1;
        facts.push(Date.now() - one.sentAt);
      }
    },
  });
}

function publish(): void {
  const at = Date.now();
  const batch = Array.from({ length: perMessage }, () => {
    const { id, normal, decimals } = must(sensors[(next = (next + 1) % sensors.length)], 'sensor');
    const middle = (normal[0] + normal[1]) / 2;
    return {
      sensor: id,
      at,
      value: Number((middle + (Math.random() - 0.5) * (normal[1] - normal[0]) * 0.5).toFixed(decimals)),
    };
  });
  published += perMessage;
  client.publish(`jh/${county}/readings`, JSON.stringify(batch), { qos: 1 });
}

async function dispatchOne(): Promise<void> {
  const wasMeasuring = isMeasuring;
  const item = must(items[Math.floor(Math.random() * items.length)], 'item');
  const { place } = must(sensors[Math.floor(Math.random() * sensors.length)], 'sensor');
  const reported = await desk.command({
    kind: 'report',
    source: 'hotline',
    item: item.id,
    title: item.name.zh,
    place,
  });
  const incident = reported.subject;
  let { version } = reported;
  for (const transition of ['accept', 'file'])
    ({ version } = await desk.command({ kind: 'take', incident, version, transition }));
  const sentAt = Date.now();
  if (wasMeasuring) dispatched.set(incident, { sentAt, seen: 0 });
  const lead = item.units[0] ?? must(units[0], 'unit').id;
  await desk.command({ kind: 'take', incident, version, transition: 'dispatch', form: { lead } });
  if (wasMeasuring) answers.push(Date.now() - sentAt);
}
