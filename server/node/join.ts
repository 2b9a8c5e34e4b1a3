import { randomUUID } from 'node:crypto';
import { must } from '#shared/kernel/must.ts';
import type { Log } from '../log.ts';
import type { NodeLine, NodeMessage } from './line.ts';
import type { NodePort } from './port.ts';

export interface NodeOptions {
  /** What carries messages, the best first; the next one is used while it is away. All are listened to. */
  lines: readonly NodeLine[];
  clock: () => number;
  log: Log;
  /** How often a node says that it lives; one that was not heard for three times as long is gone. 5 s unless told. */
  beatMs?: number;
}

/** Messages that wait for the line; beyond it the others are told of a gap and read the tables. */
const mostWaiting = 2_000;
const [hello, bye, gap] = ['hello', 'bye', 'gap'];
/** A node that is told of is asked for what it wrote before we were known to it, when that is committed. */
const settleMs = 500;
const nothing: Buffer = Buffer.alloc(0);

/** Joins the nodes of a house: who lives, what they tell each other, and when something may have been missed. */
export async function joinNodes(options: NodeOptions): Promise<NodePort> {
  const { lines, log, clock } = options;
  const last = must(lines.at(-1), 'a line');
  const beatMs = options.beatMs ?? 5_000;
  const id = randomUUID().slice(0, 8);
  const heardAt = new Map<string, number>();
  const ears = new Map<string, ((body: Buffer, from: string) => void)[]>();
  const asks: (() => Promise<void>)[] = [];
  const gones: ((id: string) => void)[] = [];
  let waiting: NodeMessage[] = [];
  let flight: Promise<void> | null = null;
  let isEnded = false;
  let asking: NodeJS.Timeout | null = null;
  const best = (): NodeLine => lines.find((line) => line.isUp()) ?? last;

  function send(topic: string, body = nothing): void {
    if (waiting.length >= mostWaiting) waiting = [{ from: id, topic: gap, body: nothing }];
    waiting.push({ from: id, topic, body });
    flight ??= drain();
  }
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const line = best();
      // What was meant for a line that takes more goes by one that takes less: the others read the tables.
      const fits = batch.map((one) =>
        one.body.length > line.mostBytes ? { ...one, topic: gap, body: nothing } : one,
      );
      try {
        await line.send(fits);
      } catch (error) {
        // After it all ask the tables. While the database is away nothing is stored either.
        if (!isEnded)
          log.warn({ why: (error as Error).message, line: line.name }, 'telling other nodes failed');
        waiting = [{ from: id, topic: gap, body: nothing }];
        // It is told with the next beat, or at once where another line is there.
        if (best() === line) break;
      }
    }
    flight = null;
  }

  /** Soon, once for all that happens until then. */
  function ask(): void {
    asking ??= setTimeout(() => {
      asking = null;
      for (const one of asks)
        one().catch((error: unknown) => log.warn({ err: error }, 'reading what other nodes did failed'));
    }, settleMs);
  }
  function forget(node: string): void {
    if (!heardAt.delete(node)) return;
    log.info({ node }, 'node left');
    for (const gone of gones) gone(node);
  }
  function hear({ from, topic, body }: NodeMessage): void {
    if (from === id) return;
    if (topic === bye) return forget(from);
    if (!heardAt.has(from)) {
      log.info({ node: from }, 'node joined');
      send(hello);
      ask();
    }
    heardAt.set(from, clock());
    if (topic === gap) return ask();
    for (const ear of ears.get(topic) ?? [])
      try {
        ear(body, from);
      } catch (error) {
        // A node of another version may say it otherwise: what it meant stands in the tables.
        log.warn({ err: error, node: from, topic }, 'message of another node refused: not understood');
        ask();
      }
  }

  for (const line of lines) await line.listen(hear, ask);
  send(hello);
  const beat = setInterval(() => {
    send(hello);
    for (const [node, at] of heardAt) if (Math.abs(clock() - at) > 3 * beatMs) forget(node);
  }, beatMs);

  return {
    id,
    get mostBytes() {
      return best().mostBytes;
    },
    lacks: () => (best() === lines[0] ? null : must(lines[0], 'a line').name),
    tell(topic, body) {
      if (heardAt.size === 0 || isEnded) return;
      const { mostBytes } = best();
      if (body.length <= mostBytes) return send(topic, body);
      // The line would refuse it, and with it all that goes along.
      log.warn({ topic, bytes: body.length }, 'message to other nodes dropped: too large');
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
      for (const line of lines) await line.stop();
    },
  };
}
