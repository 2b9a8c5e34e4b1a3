import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLog } from '../../../server/log.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import { healthChecks, healthWarnings, type HealthParts } from '../../../server/running/health.ts';
import type { Database } from '../../../server/storage/database.ts';
import { openKeepUp } from '../../../server/storage/keep-up.ts';
import { openWorks } from '../../../server/works.ts';
import { countingMetrics } from '../../support/county.ts';

const packs = stillPacks([]);

describe('health names the part that is not well, and no other', () => {
  const database = (answer: () => Promise<unknown>, probe: () => Promise<unknown>) =>
    ({
      pool: {
        query: answer,
        connect: () => Promise.resolve({ query: probe, release: () => undefined }),
      },
    }) as unknown as Database;
  const comes = () => Promise.resolve({ rows: [], rowCount: 0 });
  const fails = () => Promise.reject(new Error('no'));
  const doubt = { clock: 2, last: 1 } as never;
  const well: HealthParts = {
    database: database(comes, comes),
    packs: { ids: ['toy'] },
    doubt: () => null,
    isStoring: () => true,
    readings: { isStoring: () => true },
    upkeep: { isWell: () => true },
    mqtt: () => ({ isUp: () => true }),
  };
  const failing = async (parts: HealthParts): Promise<string[]> => {
    const names: string[] = [];
    for (const [name, check] of Object.entries(healthChecks(parts)))
      await Promise.resolve()
        .then(check)
        .catch(() => names.push(name));
    return names;
  };

  it.each<[string, Partial<HealthParts>, string[]]>([
    ['all is well', {}, []],
    ['the database is away', { database: database(fails, fails) }, ['database', 'commands']],
    ['somebody holds the tables of the record', { database: database(comes, fails) }, ['commands']],
    ['the last order could not be stored', { isStoring: () => false }, ['commands']],
    ['readings cannot be stored', { readings: { isStoring: () => false } }, ['readings']],
    ['the rollups fail', { upkeep: { isWell: () => false } }, ['upkeep']],
    ['the broker is away', { mqtt: () => ({ isUp: () => false }) }, ['mqtt']],
    ['its door is not open yet', { mqtt: () => null }, ['mqtt']],
    ['the clock of a county is in doubt', { doubt: () => doubt }, ['clock']],
  ])('when %s', async (_, changed, expected) => {
    expect(await failing({ ...well, ...changed })).toEqual(expected);
  });
});

describe('what follows the ledger', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('is named by health with its county while it stands still, counted, and no longer when it goes on', async () => {
    const metrics = countingMetrics();
    const works = openWorks({ log: openLog('silent'), metrics });
    let isBroken = true;
    const keeping = openKeepUp({
      database: { listen: () => Promise.resolve(() => Promise.resolve()) },
      serve: (open) => Promise.resolve(void open({ id: 'toy' })),
      step: () => (isBroken ? Promise.reject(new Error('an entry nobody can read')) : Promise.resolve(false)),
      what: 'keeping totals',
      log: openLog('silent'),
      works,
    });
    const stop = await keeping.follow();
    await vi.advanceTimersByTimeAsync(1_000);
    const told = () => healthWarnings(packs, { lacks: () => null }, works, () => 0);
    expect(told()).toEqual(['keeping totals fails since 1970-01-01T00:00:00.200Z in toy']);
    expect(metrics.counts.get('upkeep_failed_total')).toBeGreaterThan(2);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told()).toEqual([]);
    await stop();
  });
});
