import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from '../../../server/log.ts';
import { startForgetting } from '../../../server/running/forgetting.ts';
import { openWorks } from '../../../server/works.ts';

const day = 86_400_000;
const hour = 3_600_000;
beforeEach(() => void vi.useFakeTimers({ now: 10 * day }));
afterEach(() => void vi.useRealTimers());

test('each term is kept in each jurisdiction whose clock is followed; one that fails holds up no other, is named, and tried again within an hour', async () => {
  const done: string[] = [];
  let isAway = true;
  const works = openWorks({ log: openLog('silent') });
  const forgetting = startForgetting({
    terms: [
      {
        what: 'files',
        keepMs: day,
        forget: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve()),
      },
      {
        what: 'contacts',
        keepMs: 2 * day,
        forget: (jurisdiction, before) => Promise.resolve(void done.push(`${jurisdiction} ${before}`)),
      },
    ],
    packs: { ids: ['one', 'wrong-date', 'two'] },
    clock: Date.now,
    doubt: (jurisdiction) => jurisdiction === 'wrong-date',
    works,
  });
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toEqual([`one ${8 * day}`, `two ${8 * day}`]);
  const failing = ['one', 'two'].map((jurisdiction) => ({
    work: 'deleting expired files',
    jurisdiction,
    since: 10 * day,
  }));
  expect(works.failing()).toEqual(failing);
  isAway = false;
  await vi.advanceTimersByTimeAsync(hour);
  expect([works.failing(), done.length]).toEqual([[], 4]);
  await vi.advanceTimersByTimeAsync(day);
  expect(done.length).toBe(6);
  await forgetting.stop();
  await vi.advanceTimersByTimeAsync(3 * day);
  expect(done.length).toBe(6);
});
