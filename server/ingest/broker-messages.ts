import type { Client, PublishPacket } from 'aedes';
import type { Log } from '../log.ts';
import type { Metrics } from '../ports.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { maxBytes, type BatchAnswer } from '#shared/sensing/reading.ts';
import { openAdmission, type Message, type MessageOptions } from './message.ts';
import type { Relay } from './broker-relay.ts';
import { doorOf, isBeside, type Session } from './session.ts';

export interface BrokerMessageOptions {
  messages: MessageOptions;
  /** Sends to clients. */
  relay: Relay;
  log: Log;
  metrics: Metrics;
}

/** What a waiting message costs beside its payload, and how many bytes of them a connection, and all together, may have. */
const messageWeight = 256;
const mostWeight = 1_048_576;
const mostWeightOfAll = 67_108_864;

/** One message of a client that was let in; `done` is called when it may be acknowledged; with an error, the connection ends. */
type Receive = (session: Session, packet: PublishPacket, done: (error?: Error | null) => void) => void;

/** A message of a client, and what is needed to answer it. Of the packet itself nothing is held. */
interface OfClient extends Message {
  session: Session;
  topic: string;
  messageId: number | undefined;
  /** What it weighs while the next one is read; 0: the next waits for it. */
  weight: number;
  /** Told when it may be acknowledged; null: the PUBACK is ours. */
  done: Parameters<Receive>[2] | null;
}

/** Messages of clients through the doors, and what became of them on the topic of errors of each. */
export function openMessages(options: BrokerMessageOptions): {
  receive: Receive;
  /** Told to who sent more bytes than are read at all. */
  tellTooLarge(session: Session): void;
} {
  const { messages, metrics } = options;
  const waiting = openWaiting(messages);
  const admit = openAdmission<OfClient>(messages, (answer, message) => {
    const { session, messageId, weight, done } = message;
    waiting.add(session, -weight);
    if (answer) tell(options, message, answer);
    if (done) done(null);
    else if (messageId !== undefined) session.acks.add(messageId);
  });
  const receive: Receive = (session, packet, done) => {
    const { topic, messageId } = packet;
    const way = doorOf(session, topic);
    if (!way && isBeside(session, topic)) return done(null);
    if (!way) {
      metrics.count('mqtt_refused_total', { code: 'forbidden' });
      return refuseTopic(options, { session, topic, messageId }, done);
    }
    const readsOn = packet.qos === 1 && messageId !== undefined && waiting.mayReadOn(session);
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    // Written out field by field: an object spread into another cost more than the broker's whole work for a message.
    const message: OfClient = {
      jurisdiction: session.jurisdiction,
      source: session.source,
      door: way.door,
      frigate: way.frigate,
      payload,
      isKept: packet.qos > 0,
      isWill: (session.client as Client & { will?: unknown }).will === packet,
      session,
      topic,
      messageId,
      weight: readsOn ? payload.length + messageWeight : 0,
      done: readsOn ? null : done,
    };
    waiting.add(session, message.weight);
    admit(message);
    if (!readsOn) return;
    // To the broker it is dealt with, and the next one is read while this one waits for its commit.
    packet.qos = 0;
    done(null);
  };
  return {
    receive,
    tellTooLarge: ({ client, errors }) =>
      client.publish(
        told(errors, '', null, refuse('too-large', 'too-many-bytes', { most: maxBytes })),
        () => undefined,
      ),
  };
}

/** What of each connection, and of all together, waits for its commit. */
function openWaiting(messages: Pick<MessageOptions, 'hasRoom'>) {
  let weightOfAll = 0;
  return {
    add(session: Session, weight: number): void {
      session.weight += weight;
      weightOfAll += weight;
    },
    /** Whether one more message of a connection may wait while the next is read. */
    mayReadOn: (session: Session): boolean =>
      messages.hasRoom(1) && session.weight < mostWeight && weightOfAll < mostWeightOfAll,
  };
}

/**
 * MQTT 3.1.1 leaves two ways: to acknowledge what is not taken, or to end the connection, after which a client sends the
 * same again for ever. So it is acknowledged, told on the client's topic of errors, counted, and logged once a connection.
 */
function refuseTopic(
  options: Pick<BrokerMessageOptions, 'relay' | 'log'>,
  message: Pick<OfClient, 'session' | 'topic' | 'messageId'>,
  done: Parameters<Receive>[2],
): void {
  const { session } = message;
  const topic = message.topic.slice(0, 100);
  tell(options, message, refuse('forbidden', 'token-without-topic', 'topic'));
  if (!session.hasStrayed)
    options.log.warn(
      { client: session.client.id, source: session.source, topic },
      'MQTT publish refused: topic not allowed',
    );
  session.hasStrayed = true;
  done(null);
}

function tell(
  { relay, log }: Pick<BrokerMessageOptions, 'relay' | 'log'>,
  { session, topic, messageId }: Pick<OfClient, 'session' | 'topic' | 'messageId'>,
  answer: Refusal | BatchAnswer,
): void {
  relay(told(session.errors, topic, messageId ?? null, answer), () => undefined);
  log.debug({ client: session.client.id, answer }, 'MQTT payload refused');
}

/** What became of a message, as its sender hears it. */
const told = (errors: string, topic: string, messageId: number | null, answer: Refusal | BatchAnswer) =>
  packetOf(errors, { topic, messageId, ...answer });

/** A packet of ours: not kept, and sent once. */
export const packetOf = (topic: string, content: unknown): PublishPacket => ({
  cmd: 'publish',
  topic,
  payload: Buffer.from(JSON.stringify(content)),
  qos: 0,
  retain: false,
  dup: false,
});
