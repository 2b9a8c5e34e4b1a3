import { createClient, RESP_TYPES } from '@redis/client';
import type { Log } from '../log.ts';
import type { NodeLine, NodeMessage } from './line.ts';

/** Far above what one message is cut to; Redis itself takes 512 MB. */
const mostBodyBytes = 256 * 1024;
/** How long a start waits for Redis before it goes on without. */
const patienceMs = 2_000;

/**
 * Nodes tell each other by Redis' publish and subscribe, in binary. `house` keeps houses apart that share one Redis. A message is
 * `<node> <topic> ` and the body. While Redis is away the client tries again by itself; a start does not wait for it.
 */
export async function redisLine(url: string, house: string, log: Log): Promise<NodeLine> {
  const channel = `jiuhuan:${house}`;
  const socket = { reconnectStrategy: retryAfter };
  // What Redis Enterprise tells of its moves; asking for it looks up the address as it stands in the URL, which for IPv6 is none.
  const options = { url, disableOfflineQueue: true, socket, maintNotifications: 'disabled' as const };
  const sender = createClient(options).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const ear = createClient(options);
  let isTold = false;
  for (const client of [sender, ear])
    client.on('error', (error: Error) => {
      if (!isTold) log.warn({ why: error.message }, 'Redis connection lost: nodes use the database');
      isTold = true;
    });
  sender.on('ready', () => {
    if (isTold) log.info('Redis connected');
    isTold = false;
  });
  return {
    name: 'redis',
    mostBytes: mostBodyBytes,
    isUp: () => sender.isReady && ear.isReady,
    async send(messages) {
      // One round trip for what has gathered.
      await Promise.all(messages.map((message) => sender.publish(channel, pack(message))));
    },
    async listen(heard, missed) {
      let isFirst = true;
      ear.on('ready', () => {
        if (!isFirst) missed();
        isFirst = false;
      });
      const hearing = ear.connect().then(() =>
        ear.subscribe(
          channel,
          (bytes) => {
            const message = unpack(bytes);
            if (message) heard(message);
          },
          true,
        ),
      );
      const opening = Promise.all([sender.connect(), hearing]).catch((error: unknown) =>
        log.warn({ err: error }, 'Redis connection failed'),
      );
      await Promise.race([opening, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
    },
    async stop() {
      for (const client of [sender, ear]) if (client.isOpen) client.destroy();
      await Promise.resolve();
    },
  };
}

/** 50 ms and twice as long each time, two seconds at the most: for ever. */
function retryAfter(tries: number): number {
  return Math.min(50 * 2 ** Math.min(tries, 6), 2_000);
}

function pack({ from, topic, body }: NodeMessage): Buffer {
  return Buffer.concat([Buffer.from(`${from} ${topic} `), body]);
}

/** Null where it is none of ours. */
function unpack(bytes: Buffer): NodeMessage | null {
  const first = bytes.indexOf(0x20);
  const second = first < 0 ? -1 : bytes.indexOf(0x20, first + 1);
  if (second < 0) return null;
  return {
    from: bytes.toString('utf8', 0, first),
    topic: bytes.toString('utf8', first + 1, second),
    body: bytes.subarray(second + 1),
  };
}
