import type { Person } from '#shared/access/person.ts';
import type { NodePort } from '../node/port.ts';
import { overtake, type Hall, type Looker, type SeatAt } from './presence-hall.ts';

/** How a desk stands, on its way to other nodes; what is null is over. */
interface Standing {
  key: string;
  looker: { person: Person; incident: string; openedAt: number; claimedAt: number | null } | null;
  seat: { person: Person; passes: SeatAt['passes'] } | null;
}
/** `keys`: all desks of the node, after a gap. */
interface Message {
  desks: Standing[];
  keys?: string[];
}

const topic = 'presence';
/** So many keys fit into one message; beyond it a desk that went in a gap stays until its node says something of it. */
const mostKeys = 120;

/**
 * Desks of all nodes stand in one hall: each node tells how its own stand, and takes those of the others as they say. The answer
 * tells of desks of this node.
 */
export function joinHalls(
  hall: Hall,
  node: NodePort,
  show: (jurisdiction: string, keys: readonly string[]) => void,
): (keys: readonly string[]) => void {
  const send = (message: Message): void => node.tell(topic, Buffer.from(JSON.stringify(message)));
  function cross(keys: readonly string[]): void {
    if (node.others().length === 0) return;
    const own = keys.filter((key) => !isElsewhere(hall, key));
    for (const key of own) send({ desks: [standingOf(hall, key)] });
  }
  function drop(gone: (key: string, at: string | null) => boolean): void {
    const dropped = new Map<string, string>();
    for (const desks of [hall.lookers, hall.seats])
      for (const [key, { node: at, person }] of desks)
        if (gone(key, at)) {
          desks.delete(key);
          dropped.set(key, person.jurisdiction);
        }
    for (const [key, jurisdiction] of dropped) show(jurisdiction, [key]);
  }
  node.hear(topic, (body, from) => {
    const { desks, keys } = JSON.parse(body.toString()) as Message;
    for (const one of desks) take(hall, one, from, show);
    if (keys) drop((key, at) => at === from && !keys.includes(key));
  });
  node.onGone((gone) => drop((_key, at) => at === gone));
  node.onGap(() => {
    const own = [...new Set([...hall.lookers.keys(), ...hall.seats.keys()])].filter(
      (key) => !isElsewhere(hall, key),
    );
    cross(own);
    if (own.length <= mostKeys) send({ desks: [], keys: own });
    return Promise.resolve();
  });
  return cross;
}

function isElsewhere({ lookers, seats }: Hall, key: string): boolean {
  return (lookers.get(key)?.node ?? seats.get(key)?.node ?? null) !== null;
}

function standingOf({ lookers, seats }: Hall, key: string): Standing {
  const [looker, seat] = [lookers.get(key), seats.get(key)];
  return {
    key,
    looker: looker
      ? {
          person: looker.person,
          incident: looker.incident,
          openedAt: looker.openedAt,
          claimedAt: looker.claimedAt,
        }
      : null,
    seat: seat ? { person: seat.person, passes: seat.passes } : null,
  };
}

function take(
  hall: Hall,
  { key, looker, seat }: Standing,
  from: string,
  show: (jurisdiction: string, keys: readonly string[]) => void,
): void {
  const before = hall.lookers.get(key)?.person ?? hall.seats.get(key)?.person;
  const changed = [key];
  if (looker) {
    const there = { ...looker, key, node: from, overtaken: false };
    hall.lookers.set(key, there);
    if (looker.claimedAt !== null && isLatest(hall, there)) changed.push(...overtake(hall, there));
  } else hall.lookers.delete(key);
  if (seat) hall.seats.set(key, { ...seat, node: from });
  else hall.seats.delete(key);
  const person = looker?.person ?? seat?.person ?? before;
  if (person) show(person.jurisdiction, changed);
}

/** Of two claims at two nodes the later counts, and every node sees both alike. */
function isLatest({ lookers }: Hall, mine: Looker): boolean {
  const isLater = (one: Looker): boolean =>
    (one.claimedAt ?? 0) > (mine.claimedAt ?? 0) || (one.claimedAt === mine.claimedAt && one.key > mine.key);
  const isSame = ({ incident, person }: Looker): boolean =>
    incident === mine.incident && person.jurisdiction === mine.person.jurisdiction;
  return ![...lookers.values()].some(
    (one) => one !== mine && one.claimedAt !== null && isSame(one) && isLater(one),
  );
}
