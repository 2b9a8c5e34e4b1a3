import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { notifyAll } from '../storage/notices.ts';
import type { NodePort } from './port.ts';

export interface NodeOptions {
  database: Database;
  clock: () => number;
  log: Log;
  /** How often a node says that it lives; one that was not heard for three times as long is gone. 5 s unless told. */
  beatMs?: number;
}

const channel = 'jiuhuan_node';
/** PostgreSQL takes notices below 8,000 bytes; in base64 three bytes are four. */
const mostBodyBytes = 5_700;
/** Notices that wait for the database; beyond it the others are told of a gap and read the tables. */
const mostWaiting = 2_000;
const [hello, bye, gap] = ['hello', 'bye', 'gap'];
/** A node that is told of is asked for what it wrote before we were known to it, when that is committed. */
const settleMs = 500;

/**
 * Nodes that share a database tell each other by its notices: nothing but PostgreSQL is needed. A notice is
 * `<node> <topic> <base64>`. Costs a transaction for what gathers while the one before is on its way.
 */
export async function joinByDatabase(options: NodeOptions): Promise<NodePort> {
  const { database, log, clock } = options;
  const beatMs = options.beatMs ?? 5_000;
  const id = randomUUID().slice(0, 8);
  const heardAt = new Map<string, number>();
  const ears = new Map<string, ((body: Buffer, from: string) => void)[]>();
  const asks: (() => Promise<void>)[] = [];
  const gones: ((id: string) => void)[] = [];
  let waiting: string[] = [];
  let flight: Promise<void> | null = null;
  let isEnded = false;
  let asking: NodeJS.Timeout | null = null;

  function send(topic: string, body = ''): void {
    if (waiting.length >= mostWaiting) waiting = [`${id} ${gap} `];
    waiting.push(`${id} ${topic} ${body}`);
    flight ??= drain();
  }
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await notifyAll(database, channel, batch);
      } catch (error) {
        // While it is away nothing is stored either; after it all ask the tables.
        if (!isEnded) log.warn({ why: (error as Error).message }, 'other nodes could not be told');
        waiting = [`${id} ${gap} `];
        break;
      }
    }
    flight = null;
  }

  /** Soon, once for all that happens until then. */
  function ask(): void {
    asking ??= setTimeout(() => {
      asking = null;
      for (const one of asks)
        one().catch((error: unknown) => log.warn({ err: error }, 'what other nodes did could not be read'));
    }, settleMs);
  }
  function forget(node: string): void {
    if (!heardAt.delete(node)) return;
    log.info({ node }, 'another node of this house is gone');
    for (const gone of gones) gone(node);
  }
  function hear(payload: string): void {
    if (payload === '') return ask();
    const [from = '', topic = '', body = ''] = payload.split(' ', 3);
    if (from === id) return;
    if (topic === bye) return forget(from);
    if (!heardAt.has(from)) {
      log.info({ node: from }, 'another node of this house');
      send(hello);
      ask();
    }
    heardAt.set(from, clock());
    if (topic === gap) return ask();
    for (const ear of ears.get(topic) ?? [])
      try {
        ear(Buffer.from(body, 'base64'), from);
      } catch (error) {
        // A node of another version may say it otherwise: what it meant stands in the tables.
        log.warn({ err: error, node: from, topic }, 'what another node told could not be understood');
        ask();
      }
  }

  const unlisten = await database.listen(channel, hear);
  send(hello);
  const beat = setInterval(() => {
    send(hello);
    for (const [node, at] of heardAt) if (Math.abs(clock() - at) > 3 * beatMs) forget(node);
  }, beatMs);

  return {
    ...{ id, mostBytes: mostBodyBytes },
    tell(topic, body) {
      if (heardAt.size === 0 || isEnded) return;
      if (body.length <= mostBodyBytes) return send(topic, body.toString('base64'));
      // PostgreSQL would refuse it, and with it all that goes along.
      log.warn({ topic, bytes: body.length }, 'too large to be told to other nodes');
      send(gap);
    },
    hear(topic, heard) {
      ears.set(topic, [...(ears.get(topic) ?? []), heard]);
    },
    onGap: (one) => void asks.push(one),
    onGone: (one) => void gones.push(one),
    others: () => [...heardAt.keys()],
    async stop() {
      if (isEnded) return;
      isEnded = true;
      clearInterval(beat);
      if (asking) clearTimeout(asking);
      send(bye);
      await flight;
      await unlisten();
    },
  };
}
