import { setTimeout as pause } from 'node:timers/promises';
import type { Order } from '../../server/ports.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { isConnectionFault } from '../../server/storage/fault.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics, testPack } from './county.ts';

/** The door to the ledger in a process of its own, for tests that kill it. Its modules load before it is told to begin. */
export type ToChild = { kind: 'open'; url: string } | { kind: 'order'; order: Order };
export type FromChild =
  | { kind: 'ready' | 'open' }
  | { kind: 'answer'; key: string; answer: unknown }
  | { kind: 'failed'; key: string };

const tell = (message: FromChild): void => void process.send?.(message);
let opened: ReturnType<typeof openExecute> | undefined;

/** As whoever starts a server does: again, while the database is still coming up. */
async function open(url: string): ReturnType<typeof openExecute> {
  const log = openLog('silent');
  for (;;) {
    try {
      const database = await openDatabase(url, log);
      const packs = stillPacks([testPack()]);
      return await openExecute({ database, packs, clock: Date.now, log, metrics: countingMetrics() });
    } catch (error) {
      if (!isConnectionFault(error)) throw error;
      await pause(50);
    }
  }
}

process.on('message', async (message: ToChild) => {
  if (message.kind === 'open') {
    opened = open(message.url);
    await opened;
    tell({ kind: 'open' });
    return;
  }
  const { order } = message;
  const key = order.key ?? '';
  try {
    const answer = await (await opened)?.execute(order);
    tell({ kind: 'answer', key, answer });
  } catch {
    tell({ kind: 'failed', key });
  }
});
tell({ kind: 'ready' });
