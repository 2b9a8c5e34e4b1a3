import { expect, test } from 'vitest';
import { openLog } from '../../../server/log.ts';
import { startForgetting } from '../../../server/running/forgetting.ts';

const day = 86_400_000;

test('each term is kept in each jurisdiction whose clock is followed, and one that fails holds up no other', async () => {
  const done: string[] = [];
  const forgetting = startForgetting({
    terms: [
      { what: 'broken', keepMs: day, forget: () => Promise.reject(new Error('away')) },
      {
        what: 'contacts',
        keepMs: 2 * day,
        forget: (jurisdiction, before) => Promise.resolve(void done.push(`${jurisdiction} ${before}`)),
      },
    ],
    packs: { ids: ['one', 'wrong-date', 'two'] },
    clock: () => 10 * day,
    doubt: (jurisdiction) => jurisdiction === 'wrong-date',
    log: openLog('silent'),
  });
  await expect.poll(() => done).toEqual([`one ${8 * day}`, `two ${8 * day}`]);
  await forgetting.stop();
});
