import { setTimeout as pause } from 'node:timers/promises';
import { openExecute } from '../../server/commands/execute.ts';
import { openLog } from '../../server/log.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { countingMetrics, house as system, testReport } from '../support/county.ts';
import { openHotHouse } from '../support/hot-house.ts';
import { benchDatabase, benchPack, benchSensors, openFlood, openLoad } from './ingest-rig.ts';
import type { BenchResult } from './result.ts';

const measuredMs = Number(process.argv.find((arg) => arg.startsWith('--seconds='))?.slice(10) ?? 60) * 1_000;
const factor = 10;
/** Heap and buffers find their size under the flood first. */
const warmMs = 30_000;
const floodMs = warmMs + measuredMs;

/**
 * Ten times the rate that `ingest` sustains, sent without waiting for anything (QoS 0), while reports go on and a careful
 * sender (QoS 1) keeps sending. Asked: memory flat, no fact lost, every reading either stored or counted as refused, and
 * the careful sender back to its usual delay within 5 s.
 */
export async function run(): Promise<BenchResult> {
  const { database, stop } = await benchDatabase();
  const pack = benchPack(benchSensors + 100);
  const record = await openExecute({
    database,
    packs: stillPacks([pack]),
    clock: Date.now,
    log: openLog('error'),
    metrics: countingMetrics(),
  });
  const house = await openHotHouse({ database, packs: [pack], execute: record.execute, logLevel: 'error' });
  const port = Number(new URL(house.broker.url).port);
  const load = await openLoad();
  const common = { port, sensors: benchSensors, perMessage: 100 };
  const sustained = await load.run({
    ...common,
    connections: 8,
    window: 24,
    warmMs: 2_000,
    measureMs: 5_000,
  });
  const rate = sustained.acked / (sustained.ms / 1_000);
  /** The careful sender has sensors of its own, so that its readings are not counted with the flood's. */
  const careful = { ...common, from: benchSensors, sensors: 100, connections: 1, window: 1 };
  const calm = await load.run({ ...careful, warmMs: 500, measureMs: 2_000 });
  await house.lane.writer.flushed();

  const refusedBefore = house.metrics.counts.get('items_refused_total') ?? 0;
  const floodNumbers = house.lane.sensors.numbers.slice(0, benchSensors);
  const storedBefore = await countRows(database, floodNumbers);
  const flood = await openFlood();
  const flooding = flood.run({ ...common, connections: 16, rate: rate * factor, ms: floodMs });
  const memory = sampleMemory(floodMs);
  const facts = await reportDuring(record.execute, floodMs);
  const flooded = await flooding;
  const over = performance.now();
  let back = NaN;
  for (;;) {
    const after = await load.run({ ...careful, warmMs: 0, measureMs: 500 });
    if (after.p50 <= Math.max(2 * calm.p50, 50)) back = performance.now() - over - 500;
    if (!Number.isNaN(back) || performance.now() - over > 30_000) break;
  }
  await house.lane.writer.flushed();
  await pause(600);
  const stored = (await countRows(database, floodNumbers)) - storedBefore;
  const refused = (house.metrics.counts.get('items_refused_total') ?? 0) - refusedBefore;
  const lostFacts = facts.answered - (await countFacts(database));
  flood.stop();
  load.stop();
  await house.stop();
  await record.stop();
  await stop();
  const slope = slopeOf(floorOf(memory.filter(({ at }) => at >= warmMs)));
  return {
    name: 'overload',
    ours: slope,
    limit: null,
    ratio: null,
    unit: 'MB RSS/min',
    n: memory.length,
    detail: {
      goal: 'slope < 1 MB/min, 0 facts lost, every reading counted, back within 5 s',
      seconds: floodMs / 1_000,
      sustained: Math.round(rate),
      asked: Math.round(rate * factor),
      offered: Math.round(flooded.written / (floodMs / 1_000)),
      heldBackAtTheSender: Math.round(flooded.asked - flooded.written),
      written: flooded.written,
      stored,
      refused,
      uncounted: flooded.written - stored - refused,
      facts: { ...facts, lost: lostFacts },
      backMs: Math.round(back),
      calmAckMs: Math.round(calm.p50),
      rssMb: memory.filter((_, i) => i % 10 === 0).map(({ mb }) => Math.round(mb)),
    },
  };
}

async function countRows({ pool }: Bench, numbers: Int32Array): Promise<number> {
  const found = await pool.query<{ n: number }>('select count(*) as n from reading where sensor = any($1)', [
    Array.from(numbers),
  ]);
  return found.rows[0]?.n ?? NaN;
}
async function countFacts({ pool }: Bench): Promise<number> {
  const found = await pool.query<{ n: number }>("select count(*) as n from incident where source = 'patrol'");
  return found.rows[0]?.n ?? NaN;
}

type Bench = Awaited<ReturnType<typeof benchDatabase>>['database'];

interface Sample {
  at: number;
  mb: number;
}

/** RSS of this process twice a second; the samples appear in the list as time goes by. */
function sampleMemory(ms: number): Sample[] {
  const samples: Sample[] = [];
  const started = performance.now();
  const timer = setInterval(() => {
    const at = performance.now() - started;
    if (at > ms) clearInterval(timer);
    samples.push({ at, mb: process.memoryUsage.rss() / 1_048_576 });
  }, 500);
  return samples;
}

/** Reports twice a second; each must be answered. */
async function reportDuring(
  execute: Awaited<ReturnType<typeof openExecute>>['execute'],
  ms: number,
): Promise<{ answered: number; slowestMs: number }> {
  const until = performance.now() + ms;
  let answered = 0;
  let slowestMs = 0;
  while (performance.now() < until) {
    const started = performance.now();
    const answer = await execute({ jurisdiction: 'toy', by: system, command: testReport() });
    if (isRefusal(answer)) throw new Error(`a report was refused: ${answer.reason}`);
    answered++;
    slowestMs = Math.max(slowestMs, performance.now() - started);
    await pause(500);
  }
  return { answered, slowestMs: Math.round(slowestMs) };
}

/** The least of every 5 s: between two collections memory swings by tens of MB and says nothing. */
function floorOf(samples: readonly Sample[]): Sample[] {
  const floors = new Map<number, Sample>();
  for (const sample of samples) {
    const key = Math.floor(sample.at / 5_000);
    const before = floors.get(key);
    if (!before || sample.mb < before.mb) floors.set(key, sample);
  }
  return [...floors.values()];
}

/** Slope of a least-squares line, MB a minute. */
function slopeOf(samples: readonly Sample[]): number {
  const n = samples.length;
  const mean = (pick: (one: Sample) => number): number =>
    samples.reduce((sum, one) => sum + pick(one), 0) / n;
  const [at, mb] = [mean((one) => one.at), mean((one) => one.mb)];
  let [over, under] = [0, 0];
  for (const one of samples) {
    over += (one.at - at) * (one.mb - mb);
    under += (one.at - at) ** 2;
  }
  return (over / under) * 60_000;
}
