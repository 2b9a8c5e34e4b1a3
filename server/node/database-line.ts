import type { Database } from '../storage/database.ts';
import { notifyAll } from '../storage/notices.ts';
import type { NodeLine } from './line.ts';

const channel = 'jiuhuan_node';
/** PostgreSQL takes notices below 8,000 bytes; in base64 three bytes are four. */
const mostBodyBytes = 5_700;

/**
 * Nodes that share a database tell each other by its notices: nothing but PostgreSQL is needed. A notice is
 * `<node> <topic> <base64>`. Costs a transaction for what gathers while the one before is on its way.
 */
export function databaseLine(database: Pick<Database, 'pool' | 'listen'>): NodeLine {
  let unlisten: (() => Promise<void>) | null = null;
  return {
    name: 'database',
    mostBytes: mostBodyBytes,
    // Where it is away nothing is stored either.
    isUp: () => true,
    send: (messages) =>
      notifyAll(
        database,
        channel,
        messages.map(({ from, topic, body }) => `${from} ${topic} ${body.toString('base64')}`),
      ),
    async listen(heard, missed) {
      unlisten = await database.listen(channel, (payload) => {
        // An empty notice says that the line broke meanwhile.
        if (payload === '') return missed();
        const [from = '', topic = '', body = ''] = payload.split(' ', 3);
        heard({ from, topic, body: Buffer.from(body, 'base64') });
      });
    },
    stop: async () => unlisten?.(),
  };
}
