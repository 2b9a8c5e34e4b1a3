import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startUpkeep } from '../../../server/readings/upkeep.ts';
import { openLog } from '../../../server/log.ts';
import type { Database } from '../../../server/storage/database.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import { countingMetrics } from '../../support/county.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a round that fails is counted, shown, and tried again until it comes through', async () => {
  let isAway = true;
  const query = () =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve({ rows: [], rowCount: 0 });
  const client = { query, release: () => undefined };
  const pool = { query, connect: () => Promise.resolve(client) } as unknown as Database['pool'];
  const metrics = countingMetrics();
  const upkeep = startUpkeep({
    database: { pool } as Database,
    packs: stillPacks([]),
    clock: Date.now,
    log: openLog('silent'),
    metrics,
  });
  expect(upkeep.isWell()).toBe(true);
  await vi.advanceTimersByTimeAsync(95_000);
  expect([upkeep.isWell(), metrics.counts.get('upkeep_failed_total')]).toEqual([false, 3]);
  isAway = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect([upkeep.isWell(), metrics.counts.get('upkeep_failed_total')]).toEqual([true, 3]);
  await upkeep.stop();
  isAway = true;
  await vi.advanceTimersByTimeAsync(300_000);
  expect(metrics.counts.get('upkeep_failed_total')).toBe(3);
});
