import { benchHouse } from './bench-house.ts';
import { startChild } from './children.ts';
import type { LatencyOrder, LatencyReport } from './latency-load.ts';
import type { BenchResult } from './result.ts';

const tickMs = 250;

/**
 * ms from a publish over MQTT, with commit, to the moment a screen has decoded the value, at 10,000 readings a second and
 * 200 screens on the whole house; and from sending a dispatch over HTTP to the moment a screen has decoded the row. Readings
 * wait for their tick, so their goal has a tick in it.
 */
export async function run(): Promise<BenchResult> {
  const { stop, ...house } = await benchHouse('longgang');
  const order: LatencyOrder = {
    house,
    county: 'longgang',
    screens: 200,
    readingsPerSecond: 10_000,
    actsPerSecond: 4,
    warmMs: 5_000,
    windowMs: 20_000,
  };
  const { child, first } = await startChild<LatencyReport>('latency-load.ts', order);
  await child.end();
  await stop();
  return {
    name: 'latency',
    ours: first.readings.p99,
    limit: null,
    ratio: null,
    unit: 'ms',
    n: first.readings.n,
    detail: {
      goal: { readingsP99: tickMs + 100, factsP99: 100 },
      ...first,
      publishedPerSecond: first.published / (order.windowMs / 1000),
      screens: order.screens,
    },
  };
}
