import type { Client, PublishPacket } from 'aedes';
import type { Log } from '../log.ts';
import type { Metrics } from '../ports.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { maxBytes, type BatchAnswer } from '#shared/sensing/reading.ts';
import { admit, type MessageOptions } from './message.ts';
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

/** Messages of clients through the doors, and what became of them on the topic of errors of each. */
export function openMessages(options: BrokerMessageOptions): {
  receive: Receive;
  /** Told to who sent more bytes than are read at all. */
  tellTooLarge(session: Session): void;
} {
  const { messages, metrics } = options;
  const waiting = openWaiting(messages);
  const receive: Receive = (session, packet, done) => {
    const door = doorOf(session, packet.topic);
    if (!door && isBeside(session, packet.topic)) return done(null);
    if (!door) {
      metrics.count('mqtt_refused_total', { code: 'forbidden' });
      return refuseTopic(options, session, packet, done);
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const { jurisdiction, source, acks } = session;
    const { messageId } = packet;
    const isWill = (session.client as Client & { will?: unknown }).will === packet;
    const message = { ...door, jurisdiction, source, payload, isKept: packet.qos > 0, isWill };
    if (packet.qos !== 1 || messageId === undefined || !waiting.mayReadOn(session))
      return admit(messages, message, (answer) => {
        if (answer) tell(options, session, packet, answer);
        done(null);
      });
    // To the broker it is dealt with, and the next one is read while this one waits for its commit; the PUBACK is ours.
    const weight = payload.length + messageWeight;
    waiting.add(session, weight);
    admit(messages, message, (answer) => {
      waiting.add(session, -weight);
      if (answer) tell(options, session, packet, answer);
      acks.add(messageId);
    });
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
  session: Session,
  packet: PublishPacket,
  done: Parameters<Receive>[2],
): void {
  const topic = packet.topic.slice(0, 100);
  tell(options, session, packet, refuse('forbidden', 'token-without-topic', 'topic'));
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
  session: Session,
  packet: PublishPacket,
  answer: Refusal | BatchAnswer,
): void {
  relay(told(session.errors, packet.topic, packet.messageId ?? null, answer), () => undefined);
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
