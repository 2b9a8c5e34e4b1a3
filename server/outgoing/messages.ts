import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { Log } from '../log.ts';
import type { Message, Messages, Metrics } from '../ports.ts';
import { pushByHttp, type Push } from './push.ts';

export interface MessagePorts {
  /** Where messages are posted, and the secret by which they are signed. */
  url?: string | undefined;
  secret?: string | undefined;
  /** A demo without an address tells its messages in the log. */
  demo: boolean;
  push?: Push;
  clock: () => number;
  log: Log;
  metrics: Metrics;
}
export interface OpenMessages {
  room: Messages;
  stop(): Promise<void>;
}

/** A one-time code is of use for minutes: so it is tried again for seconds, not for days. */
const waits = [1_000, 5_000];

/**
 * Messages to telephones. With an address each is posted there (`{kind, to, text, values, jurisdiction}`), signed as the Standard
 * Webhooks specification says; in a demo it stands in the log, for whoever runs it. Null: there is no way to send any.
 */
export function openMessages(ports: MessagePorts): OpenMessages | null {
  const { url, secret, demo, log } = ports;
  if (url !== undefined && secret !== undefined) return openWebhook({ ...ports, url, secret });
  if (!demo) return null;
  const send = ({ to, text }: Message): void => log.info({ to, text }, 'demo: message not sent');
  return { room: { send }, stop: () => Promise.resolve() };
}

function openWebhook({
  url,
  secret,
  push = pushByHttp,
  ...ports
}: MessagePorts & { url: string; secret: string }): OpenMessages {
  const { clock, log, metrics } = ports;
  const ended = new AbortController();
  const running = new Set<Promise<void>>();

  async function post(message: Message): Promise<void> {
    const [id, body] = [randomUUID(), JSON.stringify(message)];
    for (let tries = 0; ; tries++) {
      const now = new Date(clock());
      try {
        await push(
          url,
          {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
            'webhook-signature': new Webhook(secret).sign(id, now, body),
          },
          body,
        );
        return metrics.count('messages_total', { jurisdiction: message.jurisdiction, outcome: 'sent' });
      } catch (error) {
        const wait = waits[tries];
        if (wait !== undefined && !ended.signal.aborted) {
          await pause(wait, undefined, { signal: ended.signal }).catch(() => undefined);
          continue;
        }
        metrics.count('messages_total', { jurisdiction: message.jurisdiction, outcome: 'failed' });
        // Neither the number nor the words: a log is read by more people than a message.
        log.warn({ err: error, kind: message.kind }, 'sending a message failed');
        return;
      }
    }
  }
  return {
    room: {
      send(message) {
        const one: Promise<void> = post(message).finally(() => running.delete(one));
        running.add(one);
      },
    },
    async stop() {
      ended.abort();
      await Promise.all(running);
    },
  };
}
