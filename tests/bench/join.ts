import { benchHouse } from './bench-house.ts';
import { startChild } from './children.ts';
import type { JoinOrder, JoinReport } from './join-load.ts';
import { quantile, type BenchResult } from './result.ts';

/**
 * Bytes over the connection, handshake included, until a new wall of Longgang has all that lives: 500 open incidents with
 * figures, acts and units, 683 indicators, abnormal sensors, cameras, staff, and the newest reading of all 1,048 sensors.
 * The limit is gzip of the same rows and readings as plain arrays.
 */
export async function run(): Promise<BenchResult> {
  const { stop, ...house } = await benchHouse('longgang');
  const order: JoinOrder = { house, county: 'longgang', incidents: 500, joins: 20 };
  const { child, first } = await startChild<JoinReport>('join-load.ts', order);
  await child.end();
  await stop();
  const bytes = quantile(first.bytes, 0.5);
  return {
    name: 'join',
    ours: bytes,
    limit: first.limitBytes,
    ratio: bytes / first.limitBytes,
    unit: 'bytes',
    n: first.bytes.length,
    detail: {
      goal: { bytes: 300_000, ratio: 1.5 },
      ms: { p50: quantile(first.ms, 0.5), p99: quantile(first.ms, 0.99) },
      rows: first.rows,
      readings: first.readings,
      staticBytes: first.staticBytes,
    },
  };
}
