import type { Actor } from '#shared/access/person.ts';
import type { Incident, Message } from '#shared/incident/incident.ts';
import { receiptsOf } from '#shared/incident/receipts.ts';
import type { Names } from './names.ts';

/** What a unit has done with a message, in words. */
export interface ToldReceipt {
  unit: string;
  readers: readonly { name: string; at: number }[];
  repliedAt: number | null;
}
export interface Line {
  id: string;
  at: number;
  who: string;
  mine: boolean;
  text: string;
  order: boolean;
  /** Names of the units spoken to; empty: all. */
  to: readonly string[];
  receipts: readonly ToldReceipt[];
}
/** A message with the replies to it, in order. */
export interface Thread extends Line {
  replies: readonly Line[];
}

/** The channel of an incident as it is read: threads of one level, the first message first. */
export function threadsOf(incident: Pick<Incident, 'tasks' | 'messages'>, names: Names, me: Actor): Thread[] {
  const { messages = [] } = incident;
  const known = new Set(messages.map(({ id }) => id));
  const line = (message: Message): Line => ({
    id: message.id,
    at: message.at,
    text: message.text,
    order: message.order,
    who: whoSaid(message.by, names),
    mine: message.by.id === me.id,
    to: message.to.map(names.unit),
    receipts: receiptsOf(incident, message).map(({ unit, seen, repliedAt }) => ({
      unit: names.unit(unit),
      readers: seen.map(({ by, at }) => ({ name: by.name, at })),
      repliedAt,
    })),
  });
  // The beginning of an old thread may lie in the ledger only: its replies stand for themselves then.
  const roots = messages.filter(({ replyTo }) => replyTo === undefined || !known.has(replyTo));
  return roots.map((root) => ({
    ...line(root),
    replies: messages.filter(({ replyTo }) => replyTo === root.id).map(line),
  }));
}

/** A seat of the centre is known by its name, everybody else by unit and name. */
function whoSaid({ name, unit, role }: Actor, names: Names): string {
  if (unit === undefined || role === 'duty' || role === 'leader') return name;
  const own = names.unit(unit);
  return names.isUnit(unit, name) || name.includes(own) ? own : `${own} ${name}`;
}
