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
  const beatMs = options.beatMs ?? 5_000;
  const id = randomUUID().slice(0, 8);
  const out = openOut(options, id);
  const asking = openAsks(log);
  const company = openCompany({ clock, log }, { hello: () => out.send(hello), ask: asking.soon });
  const ears = new Map<string, ((body: Buffer, from: string) => void)[]>();
  function hear({ from, topic, body }: NodeMessage): void {
    if (from === id) return;
    if (topic === bye) return company.forget(from);
    company.heard(from);
    if (topic === gap) return asking.soon();
    for (const ear of ears.get(topic) ?? [])
      try {
        ear(body, from);
      } catch (error) {
        // A node of another version may say it otherwise: what it meant stands in the tables.
        log.warn({ err: error, node: from, topic }, 'message of another node refused: not understood');
        asking.soon();
      }
  }
  for (const line of lines) await line.listen(hear, asking.soon);
  out.send(hello);
  const beat = setInterval(() => {
    out.send(hello);
    company.forgetSilent(3 * beatMs);
  }, beatMs);
  return {
    id,
    get mostBytes() {
      return out.best().mostBytes;
    },
    lacks: () => (out.best() === lines[0] ? null : must(lines[0], 'a line').name),
    tell(topic, body) {
      if (company.others().length > 0) out.tell(topic, body);
    },
    hear(topic, heard) {
      ears.set(topic, [...(ears.get(topic) ?? []), heard]);
    },
    onGap: asking.add,
    onGone: company.onGone,
    others: company.others,
    async stop() {
      if (out.isEnded()) return;
      clearInterval(beat);
      asking.stop();
      await out.end();
      for (const line of lines) await line.stop();
    },
  };
}

/** What is on its way to the others, by the best line there is. */
function openOut({ lines, log }: NodeOptions, id: string) {
  const last = must(lines.at(-1), 'a line');
  let waiting: NodeMessage[] = [];
  let flight: Promise<void> | null = null;
  let isEnded = false;
  const best = (): NodeLine => lines.find((line) => line.isUp()) ?? last;
  const gapOf = (): NodeMessage => ({ from: id, topic: gap, body: nothing });

  function send(topic: string, body = nothing): void {
    if (waiting.length >= mostWaiting) waiting = [gapOf()];
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
        waiting = [gapOf()];
        // It is told with the next beat, or at once where another line is there.
        if (best() === line) break;
      }
    }
    flight = null;
  }
  return {
    best,
    send,
    isEnded: () => isEnded,
    tell(topic: string, body: Buffer): void {
      if (isEnded) return;
      if (body.length <= best().mostBytes) return send(topic, body);
      // The line would refuse it, and with it all that goes along.
      log.warn({ topic, bytes: body.length }, 'message to other nodes dropped: too large');
      send(gap);
    },
    async end(): Promise<void> {
      isEnded = true;
      send(bye);
      await flight;
    },
  };
}

/** Who asks the tables for what may have been missed: soon, once for all that happens until then. */
function openAsks(log: Log) {
  const asks: (() => Promise<void>)[] = [];
  let timer: NodeJS.Timeout | null = null;
  return {
    add: (one: () => Promise<void>): void => void asks.push(one),
    soon(): void {
      timer ??= setTimeout(() => {
        timer = null;
        for (const one of asks)
          one().catch((error: unknown) => log.warn({ err: error }, 'reading what other nodes did failed'));
      }, settleMs);
    },
    stop(): void {
      if (timer) clearTimeout(timer);
    },
  };
}

/** The others that live. One that is new is greeted, and asked for by whoever may have missed something of it. */
function openCompany(
  { clock, log }: Pick<NodeOptions, 'clock' | 'log'>,
  { hello, ask }: { hello(): void; ask(): void },
) {
  const heardAt = new Map<string, number>();
  const gones: ((id: string) => void)[] = [];
  function forget(node: string): void {
    if (!heardAt.delete(node)) return;
    log.info({ node }, 'node left');
    for (const gone of gones) gone(node);
  }
  return {
    forget,
    heard(node: string): void {
      if (!heardAt.has(node)) {
        log.info({ node }, 'node joined');
        hello();
        ask();
      }
      heardAt.set(node, clock());
    },
    forgetSilent(ms: number): void {
      for (const [node, at] of heardAt) if (Math.abs(clock() - at) > ms) forget(node);
    },
    onGone: (one: (id: string) => void): void => void gones.push(one),
    others: () => [...heardAt.keys()],
  };
}
