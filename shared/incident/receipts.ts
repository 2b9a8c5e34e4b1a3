import type { Actor } from '../access/person.ts';
import type { Incident, Message } from './incident.ts';

/** What became of a message at one of the units spoken to. */
export interface Receipt {
  unit: string;
  /** Who of the unit has read it, in order. */
  seen: readonly { by: Actor; at: number }[];
  repliedAt: number | null;
}
type Talk = Pick<Incident, 'tasks' | 'messages'>;

/** Units a message speaks to: those named, or all that have a task; never the sender's own. */
export function unitsSpokenTo({ tasks }: Pick<Incident, 'tasks'>, { to, by }: Message): string[] {
  const concerned = tasks.filter(({ state }) => state !== 'withdrawn').map(({ unit }) => unit);
  return [...new Set(to.length > 0 ? to : concerned)].filter((unit) => unit !== by.unit);
}

/** The receipt of each unit that a message speaks to. Whoever replies has read. */
export function receiptsOf(incident: Talk, message: Message): Receipt[] {
  const replies = (incident.messages ?? []).filter(({ replyTo }) => replyTo === message.id);
  return unitsSpokenTo(incident, message).map((unit) => {
    const reply = replies.find(({ by }) => by.unit === unit);
    const seen = message.seen.filter(({ by }) => by.unit === unit);
    return {
      unit,
      seen: seen.length === 0 && reply ? [{ by: reply.by, at: reply.at }] : seen,
      repliedAt: reply?.at ?? null,
    };
  });
}

/** Units with an order they have not read, and units that owe a reply to one. */
export function openOrders(incident: Talk): { unread: string[]; unanswered: string[] } {
  const receipts = (incident.messages ?? [])
    .filter(({ order }) => order)
    .flatMap((message) => receiptsOf(incident, message));
  const unitsWhere = (holds: (receipt: Receipt) => boolean): string[] => [
    ...new Set(receipts.filter(holds).map(({ unit }) => unit)),
  ];
  return {
    unread: unitsWhere(({ seen }) => seen.length === 0),
    unanswered: unitsWhere(({ repliedAt }) => repliedAt === null),
  };
}

/** Messages of others that speak to the actor and were not read by the actor yet. */
export function unreadBy({ messages = [] }: Pick<Incident, 'messages'>, actor: Actor): Message[] {
  return messages.filter(
    ({ by, to, seen }) =>
      by.id !== actor.id &&
      (to.length === 0 || (actor.unit !== undefined && to.includes(actor.unit))) &&
      !seen.some((one) => one.by.id === actor.id),
  );
}
