import { Webhook } from 'standardwebhooks';
import { groupBy } from '#shared/kernel/group-by.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import { openWorks, untilOver, type Works } from '../works.ts';
import type { Metrics } from '../ports.ts';
import { postTo } from './post.ts';
import type { Due, OutgoingStore, SourceEvent } from '../storage/public/outgoing-store.ts';

/** Sends a body to an address; throws when it was not taken with 2xx. */
export type Push = (url: string, headers: Record<string, string>, body: string) => Promise<void>;

export interface PushPorts {
  store: OutgoingStore;
  /** What a source is told of an event. */
  tell: (event: SourceEvent) => Promise<unknown>;
  push?: Push;
  /** How often it is looked for what is due, ms; 2,000 unless told. */
  pollMs?: number;
  clock: () => number;
  log: Log;
  works?: Works | undefined;
  metrics: Metrics;
}

/** Waits between tries; after the last of them it is given up, and stands in the list of the dead until somebody asks again. */
const waits = [10_000, minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 8 * hourMs, 24 * hourMs];
const [usualPollMs, leaseMs, timeoutMs, atOnce] = [2_000, 300_000, 10_000, 20];

/**
 * Pushes events to the webhooks of their sources, signed as the Standard Webhooks specification says (`webhook-id`,
 * `webhook-timestamp`, `webhook-signature`). At least once: a receiver knows a repeated one by its id. The order of one source
 * is kept as long as it takes what it is sent; after a failure, `seq` tells it.
 */
export function openPusher(ports: PushPorts) {
  const { store, clock, works = openWorks(ports) } = ports;
  let isEnded = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    for (;;) {
      const due = await store.take(clock(), leaseMs, atOnce);
      if (due.length === 0 || isEnded) return;
      // Sources beside each other, the events of one in their order.
      const bySource = groupBy(due, ({ jurisdiction, source }) => `${jurisdiction}\0${source}`);
      await Promise.all(
        [...bySource.values()].map(async (events) => {
          for (const event of events) if (isEnded || !(await pushOne(ports, event))) return;
        }),
      );
    }
  }
  const nudge = (): void => {
    if (isEnded) return;
    running ??= works
      .round(
        'sending webhooks',
        untilOver(() => isEnded, run),
      )
      .then(() => void (running = null));
  };
  const timer = setInterval(nudge, ports.pollMs ?? usualPollMs);

  return {
    nudge,
    async stop() {
      isEnded = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** False when nobody answered in time: what else waits for that address would wait as long. */
async function pushOne(ports: PushPorts, due: Due): Promise<boolean> {
  const { store, tell, clock, metrics, push = pushByHttp } = ports;
  const id = `${due.jurisdiction}-${due.seq}`;
  const now = new Date(clock());
  try {
    const body = JSON.stringify(await tell(eventOf(due)));
    await push(
      due.url,
      {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': new Webhook(due.secret).sign(id, now, body),
      },
      body,
    );
    await store.sent(due);
    metrics.count('webhooks_total', { jurisdiction: due.jurisdiction, outcome: 'sent' });
    return true;
  } catch (error) {
    await noteFailure(ports, due, error);
    return !(error instanceof Error && error.name === 'TimeoutError');
  }
}

/** It is tried again after a while, or stands among the dead. */
async function noteFailure(
  { store, clock, metrics, log }: PushPorts,
  due: Due,
  error: unknown,
): Promise<void> {
  const wait = waits[due.tries];
  const reason = reasonOf(error);
  await store.failed(due, reason, wait === undefined ? null : clock() + wait);
  const outcome = wait === undefined ? 'dead' : 'failed';
  metrics.count('webhooks_total', { jurisdiction: due.jurisdiction, outcome });
  if (due.tries === 0 || wait === undefined)
    log.warn({ source: due.source, seq: due.seq, outcome, reason }, 'sending a webhook failed');
}

function eventOf({ jurisdiction, seq, source, incident, at, act }: Due): SourceEvent {
  return { jurisdiction, seq, source, incident, at, act };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Where several addresses were tried, the fault of each stands beside it, and the sentence is empty.
  const { code } = error as NodeJS.ErrnoException;
  return error.message || (code ?? error.name);
}

/** A redirect is not followed: the address is the one that an administrator has named. */
export const pushByHttp: Push = async (url, headers, body) => {
  const status = await postTo(url, headers, body, timeoutMs);
  if (status < 200 || status > 299) throw new Error(`answered ${status}`);
};
