import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dice } from '#shared/kernel/dice.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { openLog } from '../../../server/log.ts';
import { openCommonClock } from '../../../server/node/common-clock.ts';

/** The clock of the database stands for the true time; questions take time, on the way there and on the way back. */
const begin = Date.UTC(2026, 10, 1);
const log = openLog('silent');
let time = begin;
let skew = 0;
let way = { there: 1, back: 1 };

const machine = (): number => time + skew;
async function ask(): Promise<number> {
  time += way.there;
  const says = time;
  await Promise.resolve();
  time += way.back;
  return says;
}

beforeEach(() => {
  vi.useFakeTimers();
  [time, skew, way] = [begin, 0, { there: 1, back: 1 }];
});
afterEach(() => vi.useRealTimers());

async function looks(times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await vi.advanceTimersByTimeAsync(5_000);
}

describe('the clock of a house', () => {
  test.each([
    ['agrees', 0],
    ['is five minutes behind', -5 * minuteMs],
    ['is three hours ahead', 3 * hourMs],
    ['is a little off', 40],
  ])('of a machine that %s is that of the database', async (_, by) => {
    skew = by;
    const clock = await openCommonClock({ ask, log, machine });
    expect(Math.abs(clock.now() - time)).toBeLessThanOrEqual(3);
    clock.stop();
  });

  test('a slow answer moves nothing', async () => {
    const clock = await openCommonClock({ ask, log, machine });
    way = { there: 9_000, back: 1 };
    await looks();
    expect(clock.now()).toBe(machine());
    way = { there: 1, back: 30_000 };
    await looks();
    expect(clock.now()).toBe(machine());
    clock.stop();
  });

  test('a machine that is set while it runs is found out in a moment', async () => {
    const clock = await openCommonClock({ ask, log, machine, steady: () => time });
    skew = -2 * minuteMs;
    await vi.advanceTimersByTimeAsync(250);
    expect(Math.abs(clock.now() - time)).toBeLessThanOrEqual(3);
    skew = 0;
    await vi.advanceTimersByTimeAsync(250);
    expect(Math.abs(clock.now() - time)).toBeLessThanOrEqual(3);
    clock.stop();
  });

  test('a machine more than a day off is left to a person', async () => {
    skew = dayMs + minuteMs;
    const clock = await openCommonClock({ ask, log, machine });
    expect(clock.now()).toBe(machine());
    clock.stop();
  });

  test('while the database does not answer it goes on as it was', async () => {
    skew = 10 * minuteMs;
    let isAway = false;
    const asked = (): Promise<number> => (isAway ? Promise.reject(new Error('away')) : ask());
    const clock = await openCommonClock({ ask: asked, log, machine });
    isAway = true;
    await looks(3);
    expect(Math.abs(clock.now() - time)).toBeLessThanOrEqual(3);
    clock.stop();
  });

  test('whatever the ways cost, it is off by no more than the shortest question took', async () => {
    const by = dice(11);
    for (let run = 0; run < 200; run++) {
      skew = by.between(-dayMs / 2, dayMs / 2);
      let shortest = Infinity;
      const roll = async (): Promise<number> => {
        way = { there: by.between(0, 400), back: by.between(0, 400) };
        shortest = Math.min(shortest, way.there + way.back);
        return ask();
      };
      const clock = await openCommonClock({ ask: roll, log, machine });
      await looks(3);
      expect(Math.abs(clock.now() - time)).toBeLessThanOrEqual(shortest + 2);
      clock.stop();
    }
  });
});
