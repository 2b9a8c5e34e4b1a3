import type { Client } from 'aedes';
import type { Acks } from './acks.ts';
import { frigateRoot, isOfFrigate, orderTopic, readTopic, type Topic } from './topics.ts';

/** Who a connection belongs to, from its token. */
export interface Session {
  /** Of the token it came in with. */
  token: string;
  client: Client;
  jurisdiction: string;
  source: string;
  rights: ReadonlySet<string>;
  errors: string;
  /** Doors of the topics this connection has used. */
  doors: Map<string, Topic>;
  acks: Acks;
  /** Bytes of its messages that wait for their commit. */
  weight: number;
  /** It published to a topic that its token does not open. */
  hasStrayed: boolean;
}

/** Its own refusals, and where its token opens the lamp door, what its lamps are to do. */
export function mayHear(session: Session | undefined, topic: string): boolean {
  if (!session) return false;
  const { errors, rights, jurisdiction, source } = session;
  return topic === errors || (rights.has('lamps') && topic === orderTopic(jurisdiction, source));
}

/** Where a topic leads for this connection; null when it leads nowhere. */
export function doorOf(session: Session, topic: string): Topic | null {
  const known = session.doors.get(topic);
  if (known) return known;
  const read = readTopic(topic.startsWith(frigateRoot) ? `jh/${session.jurisdiction}/${topic}` : topic);
  if (read?.jurisdiction !== session.jurisdiction || !session.rights.has(read.right)) return null;
  session.doors.set(topic, read);
  return read;
}

/** Whether a topic is one of those that Frigate publishes beside its events: taken for nothing, and no fault. */
export function isBeside({ rights }: Session, topic: string): boolean {
  return rights.has('detections') && isOfFrigate(topic);
}
