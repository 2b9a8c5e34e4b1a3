import { applyOps, emptyView, viewHash, type View } from '#shared/views/view.ts';
import type { Frame } from '#shared/wire/frame.ts';
import type { Sight, WallOrder } from '#shared/wall/order.ts';
import type { Person } from '#shared/access/person.ts';
import { connect, type Line } from '../../client/stream/connect.ts';
import { startFeed, type Feed } from '../../client/stream/feed.ts';
import type { Freshness } from '../../client/stores/link.ts';

/** A screen without pictures: the real feed, and what it wrote. */
export interface Screen {
  feed: Feed;
  /** What was written to the board's store. */
  board: View;
  flow: View;
  sensing: View;
  presence: View;
  frames: Frame[];
  /** Newest value of each sensor, by the rule of the readings store. */
  values: Map<number, { at: number; value: number }>;
  oldVersion: string | null;
  /** What this wall was told, the latest last. */
  orders: WallOrder[];
  sights: Sight[];
  /** Resolves at the first state of freshness for which `holds`; rejects after `withinMs`. */
  until(what: string, holds: (now: Freshness) => boolean, withinMs: number): Promise<Freshness>;
  boardHash(): string;
  close(): void;
}

export function openScreen(options: {
  url: string;
  channels?: string[];
  sensors?: 'all' | number[];
  /** Who looks on: by the stage's own header, */
  person?: Person;
  /** or by what a house asks for. */
  headers?: Record<string, string>;
  jurisdiction?: string;
  /** Puts itself between the socket and the feed. */
  wrap?: (line: Line) => Line;
}): Screen {
  const { url, channels = ['board:all'], sensors = [], wrap = (line) => line } = options;
  const { jurisdiction = 'toy', person } = options;
  const headers = { ...options.headers, ...(person ? { 'x-person': JSON.stringify(person) } : {}) };
  const watchers = new Set<(now: Freshness) => void>();
  const screen: Omit<Screen, 'feed' | 'close'> = {
    board: emptyView(),
    flow: emptyView(),
    sensing: emptyView(),
    presence: emptyView(),
    frames: [],
    values: new Map(),
    oldVersion: null,
    orders: [],
    sights: [],
    boardHash: () => viewHash(screen.board),
    until: (what, holds, withinMs) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const look = (now: Freshness): void => {
          if (!holds(now)) return;
          end();
          resolve(now);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`not within ${withinMs} ms: ${what}; ${JSON.stringify(feed.freshness())}`));
        }, withinMs);
        watchers.add(look);
        look(feed.freshness());
      }),
  };
  const feed = startFeed({
    line: wrap(connect({ jurisdiction, screen: 'test', url, headers })),
    channels,
    sensors,
    screen: 'test',
    onOrder: (told) => ('order' in told ? screen.orders.push(told.order) : screen.sights.push(told.sight)),
    sinks: {
      board: { apply: (ops) => applyOps(screen.board, ops) },
      finish: { apply: () => undefined },
      flow: { apply: (ops) => applyOps(screen.flow, ops) },
      sensing: { apply: (ops) => applyOps(screen.sensing, ops) },
      presence: { apply: (ops) => applyOps(screen.presence, ops) },
      readings: {
        apply(frame) {
          screen.frames.push(frame);
          frame.sensors.forEach((sensor, i) => {
            const at = frame.at - (frame.ages[i] ?? 0);
            if (at >= (screen.values.get(sensor)?.at ?? 0))
              screen.values.set(sensor, { at, value: frame.values[i] ?? NaN });
          });
        },
      },
      freshness: { set: (now) => watchers.forEach((look) => look(now)) },
    },
    onOldVersion: (reason) => (screen.oldVersion = reason),
  });
  return Object.assign(screen, { feed, close: () => feed.close() });
}
