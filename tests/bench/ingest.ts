import { from as copyFrom } from 'pg-copy-streams';
import { finished } from 'node:stream/promises';
import { copyColumns, makeCopyBuffer, makeRows } from '../../server/storage/copy-rows.ts';
import type { Database } from '../../server/storage/database.ts';
import { openHotHouse } from '../support/hot-house.ts';
import { benchDatabase, benchPack, benchSensors, median, openLoad } from './ingest-rig.ts';
import type { BenchResult } from './result.ts';

const rounds = 3;
const limitRows = 1_500_000;

/**
 * Readings/s through MQTT QoS 1, 100 a message: parsed, ruled, stored, acknowledged after commit. The limit is one COPY
 * stream of the same rows into the same table, in turns.
 */
export async function run(): Promise<BenchResult> {
  const { database, stop } = await benchDatabase();
  const house = await openHotHouse({ database, packs: [benchPack()], logLevel: 'error' });
  const load = await openLoad();
  const ours: number[] = [];
  const limits: number[] = [];
  const delays: [p50: number, p99: number][] = [];
  let n = 0;
  for (let round = 0; round < rounds; round++) {
    await database.pool.query('truncate reading');
    limits.push(
      await copyAll(
        database,
        house.lane.sensors.numbers.filter((number) => number > 0),
      ),
    );
    await database.pool.query('truncate reading');
    const report = await load.run({
      port: Number(new URL(house.broker.url).port),
      connections: 8,
      sensors: benchSensors,
      perMessage: 100,
      window: 24,
      warmMs: 2_000,
      measureMs: 6_000,
    });
    await house.lane.writer.flushed();
    ours.push((report.acked / report.ms) * 1_000);
    delays.push([report.p50, report.p99]);
    n += report.acked;
  }
  const shed = house.metrics.counts.get('items_refused_total') ?? 0;
  load.stop();
  await house.stop();
  await stop();
  const [mine, limit] = [median(ours), median(limits)];
  return {
    name: 'ingest',
    ours: Math.round(mine),
    limit: Math.round(limit),
    ratio: mine / limit,
    unit: 'readings/s',
    n,
    detail: {
      ours: ours.map(Math.round),
      limits: limits.map(Math.round),
      goal: 0.35,
      refused: shed,
      ackMs: delays.map(([p50, p99]) => ({ p50: Math.round(p50), p99: Math.round(p99) })),
    },
  };
}

/** Rows/s of one COPY stream of rows like those the doors store, ending with its commit. */
async function copyAll({ pool }: Database, numbers: Int32Array): Promise<number> {
  const client = await pool.connect();
  const rows = makeRows(5_000);
  const encode = makeCopyBuffer(5_000);
  const started = performance.now();
  const stream = client.query(copyFrom(`copy reading (${copyColumns}) from stdin (format binary)`));
  const start = Date.now();
  let sent = 0;
  while (sent < limitRows) {
    rows.count = 5_000;
    for (let i = 0; i < 5_000; i++, sent++) {
      rows.sensor[i] = numbers[sent % numbers.length] ?? 0;
      rows.at[i] = start + Math.floor(sent / numbers.length);
      rows.value[i] = ((sent * 7919) % 10_000) / 1_000;
    }
    const bytes = encode(rows);
    // One stream: the head once, the trailer once.
    const from = sent === 5_000 ? 0 : 19;
    const piece = Buffer.from(bytes.subarray(from, sent < limitRows ? bytes.length - 2 : bytes.length));
    if (!stream.write(piece)) await new Promise((resolve) => stream.once('drain', resolve));
  }
  stream.end();
  await finished(stream);
  const seconds = (performance.now() - started) / 1_000;
  client.release();
  return sent / seconds;
}
