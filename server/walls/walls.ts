import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { freeOrder, pushed, type Sight, type WallOrder, type WallPush } from '#shared/wall/order.ts';
import type { WallStatus } from '#shared/wall/status.ts';
import type { Log } from '../log.ts';
import type { NodePort } from '../node/port.ts';
import type { WallStore } from '../storage/walls/wall-store.ts';

/** A wall's line: what is told to it. */
export interface WallLine {
  order(order: WallOrder): void;
  sight(sight: Sight): void;
}
/** A wall that is connected here. */
export interface WallSeat {
  said(status: WallStatus): void;
  end(): void;
}
export interface Walls {
  /** A wall that came: it is sent the order that stands, and every later one. */
  attach(wall: Person, line: WallLine): WallSeat;
  /** What each wall of the jurisdiction was told and last said. */
  list(jurisdiction: string): ReturnType<WallStore['walls']>;
  /** Adds to what a wall was told. */
  push(wall: Pick<Person, 'id' | 'jurisdiction'>, by: Person, set: WallPush): Promise<WallOrder | Refusal>;
  /** The watchdog of a wall says that its page has not answered for so long. */
  hung(wall: Person, stoodMs: number): Promise<void>;
  /** Moves the map of the walls that follow this person; kept nowhere. */
  lead(by: Person, sight: Sight): void;
}
interface Attached {
  wall: Person;
  line: WallLine;
  /** As it was last told here. */
  told: WallOrder | null;
}

const topic = 'walls';
/** What is told to the other nodes: a wall that has an order in the tables, or what somebody looks at. */
type Message = { wall: string } | { jurisdiction: string; who: string; sight: Sight };
const triesAtOnce = 5;

/**
 * Walls and what they are told. The table is the truth: nodes only nudge each other, and a wall that comes anywhere is sent what
 * stands there.
 */
export function openWalls(ports: { store: WallStore; node: NodePort; clock: () => number; log: Log }): Walls {
  const { store, node, clock, log } = ports;
  const attached = new Set<Attached>();

  async function bring(one: Attached): Promise<void> {
    const told = (await store.told(one.wall.id)) ?? freeOrder;
    if (!attached.has(one) || (one.told && one.told.version >= told.version)) return;
    one.told = told;
    one.line.order(told);
  }
  const bringSoon = (which: Iterable<Attached>): void => {
    for (const one of which)
      bring(one).catch((error: unknown) =>
        log.warn({ err: error, wall: one.wall.id }, 'sending an order to a wall failed'),
      );
  };
  const of = (device: string): Attached[] => [...attached].filter(({ wall }) => wall.id === device);
  const cross = (message: Message): void => node.tell(topic, Buffer.from(JSON.stringify(message)));

  node.hear(topic, (body) => {
    const message = JSON.parse(body.toString()) as Message;
    if ('wall' in message) bringSoon(of(message.wall));
    else showSight(attached, message.jurisdiction, message.who, message.sight);
  });
  node.onGap(() => {
    bringSoon(attached);
    return Promise.resolve();
  });

  return {
    attach(wall, line) {
      const one: Attached = { wall, line, told: null };
      attached.add(one);
      bringSoon([one]);
      return {
        said: (status) =>
          void store
            .say(wall.jurisdiction, wall.id, status, clock())
            .catch((error: unknown) =>
              log.warn({ err: error, wall: wall.id }, 'storing the state of a wall failed'),
            ),
        end: () => void attached.delete(one),
      };
    },
    list: store.walls,
    async push({ id, jurisdiction }, by, set) {
      const order = await pushOnto(store, { id, jurisdiction }, by, set, clock());
      if (isRefusal(order)) return order;
      bringSoon(of(id));
      cross({ wall: id });
      return order;
    },
    hung: ({ id }, stoodMs) => store.hang(id, clock() - stoodMs, clock()),
    lead({ id, jurisdiction }, sight) {
      showSight(attached, jurisdiction, id, sight);
      cross({ jurisdiction, who: id, sight });
    },
  };
}

/** Two officers at once: the second builds on what the first told. */
async function pushOnto(
  store: WallStore,
  wall: { id: string; jurisdiction: string },
  by: Person,
  set: WallPush,
  now: number,
): Promise<WallOrder | Refusal> {
  for (let tries = 0; tries < triesAtOnce; tries++) {
    const before = (await store.told(wall.id)) ?? freeOrder;
    const order = pushed(before, set, by, now);
    if (await store.tell(wall.jurisdiction, wall.id, order, before.version)) return order;
  }
  return refuse('busy', 'wall-told-meanwhile');
}

/** To all walls that follow this person. */
function showSight(attached: Iterable<Attached>, jurisdiction: string, who: string, sight: Sight): void {
  for (const { wall, line, told } of attached)
    if (wall.jurisdiction === jurisdiction && told?.follow?.who === who) line.sight(sight);
}
