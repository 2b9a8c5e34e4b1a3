import { MemoryStore, type Store } from 'express-rate-limit';
import { hearParcels, openParcels } from '../node/parcels.ts';
import type { NodePort } from '../node/port.ts';

/** What was counted here since it was told last: by limit and key, how often. */
type Counted = [limit: string, key: string, times: number][];

const topic = 'counts';
/** Others hear of it so much later: what they let through meanwhile is the overrun that a limit may have. */
const tellMs = 200;
/** Keys that wait to be told; beyond it the rest is counted here alone. */
const mostWaiting = 10_000;

/** Makes counters that the nodes of a house fill together. */
export interface SharedCounts {
  /** A store for `express-rate-limit`; `name` tells the limits apart. */
  store(name: string): Store;
  /** Counts what other nodes tell by `take`, and answers how to tell what is counted here. */
  join(name: string, take: (key: string) => void): (key: string) => void;
}

/** Opens it; a house of one node tells nobody. */
export function openSharedCounts(node: NodePort): SharedCounts {
  const takers = new Map<string, (key: string, times: number) => void>();
  const waiting = new Map<string, Map<string, number>>();
  const send = openParcels(node, topic);
  let size = 0;
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    timer = null;
    const counted: Counted = [...waiting].flatMap(([limit, keys]) =>
      [...keys].map(([key, times]): Counted[number] => [limit, key, times]),
    );
    waiting.clear();
    size = 0;
    send(counted);
  }
  function note(limit: string, key: string, times: number): void {
    if (node.others().length === 0 || size >= mostWaiting) return;
    const keys = waiting.get(limit) ?? new Map<string, number>();
    waiting.set(limit, keys);
    if (!keys.has(key)) size += 1;
    keys.set(key, (keys.get(key) ?? 0) + times);
    timer ??= setTimeout(flush, tellMs).unref();
  }
  hearParcels(node, topic, (body) => {
    for (const [limit, key, times] of body as Counted) takers.get(limit)?.(key, times);
  });
  return {
    store(name) {
      const own = new MemoryStore();
      takers.set(name, (key, times) => {
        for (let n = Math.abs(times); n > 0; n--) void (times > 0 ? own.increment(key) : own.decrement(key));
      });
      return {
        localKeys: true,
        init: (options) => own.init(options),
        get: (key) => own.get(key),
        increment(key) {
          note(name, key, 1);
          return own.increment(key);
        },
        decrement(key) {
          note(name, key, -1);
          return own.decrement(key);
        },
        resetKey: (key) => own.resetKey(key),
        shutdown: () => own.shutdown(),
      };
    },
    join(name, take) {
      takers.set(name, (key, times) => {
        for (let n = times; n > 0; n--) take(key);
      });
      return (key) => note(name, key, 1);
    },
  };
}
