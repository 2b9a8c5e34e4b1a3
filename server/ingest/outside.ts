import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';
import { randomBytes } from 'node:crypto';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Broker } from './broker.ts';
import type { OpenDoors } from './doors.ts';
import { admit } from './message.ts';
import { errorTopic, readTopic, topicWords } from './topics.ts';

/**
 * The doors behind an outside MQTT broker, which identifies the senders and lets each publish to its own topics only.
 * Several nodes share the subscription; a message is acknowledged to the broker after its commit. A client library handles
 * the messages of a connection one by one, so several connections share the work: that many messages go into one commit.
 */
export interface OutsideOptions {
  url: string;
  doors: OpenDoors;
  lane: OpenHotLane;
  log: Log;
  metrics: Metrics;
  connections?: number;
  /** Prefix of a shared subscription; empty for a broker without them. */
  share?: string;
}

/** Connects and subscribes; throws when the broker cannot be reached at the start, later it tries for ever. */
export async function joinOutsideBroker(options: OutsideOptions): Promise<Broker> {
  const { url, lane, doors, metrics, log, connections = 16, share = '$share/jiuhuan/' } = options;
  const clients: MqttClient[] = [];
  const messages = {
    doors,
    metrics,
    room: () => lane.writer.room(),
    hasRoom: (n: number) => lane.writer.hasRoom(n),
  };

  function take(client: MqttClient, packet: IPublishPacket, done: () => void): void {
    const topic = readTopic(packet.topic);
    if (!topic) {
      metrics.count('mqtt_refused_total', { code: 'forbidden' });
      return done();
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    admit(messages, { ...topic, source: 'mqtt', payload, isKept: packet.qos > 0 }, (answer) => {
      if (answer) tell(client, packet, topic.jurisdiction, answer);
      done();
    });
  }

  /** The broker does not say who sent it; a sender that wants to know gives an address to answer to (MQTT 5). */
  function tell(
    client: MqttClient,
    packet: IPublishPacket,
    jurisdiction: string,
    answer: Refusal | BatchAnswer,
  ): void {
    const asked = packet.properties?.responseTopic;
    const root = errorTopic(jurisdiction, '');
    const target = asked?.startsWith(root) ? asked : `${root}outside`;
    client.publish(
      target,
      JSON.stringify({ topic: packet.topic, messageId: packet.messageId ?? null, ...answer }),
    );
  }

  try {
    for (let i = 0; i < connections; i++) {
      const client = await connectAsync(url, {
        clientId: `jiuhuan-${randomBytes(4).toString('hex')}`,
        clean: true,
        // The acknowledgement goes out when the callback is called.
        reconnectPeriod: 1_000,
        resubscribe: true,
      });
      clients.push(client);
      client.on('error', (error) => log.warn({ err: error }, 'the outside broker'));
      client.handleMessage = (packet, done) => take(client, packet, () => done());
      const topics = Object.keys(topicWords).map((word) => `${share}jh/+/${word}`);
      await client.subscribeAsync(topics, { qos: 1 });
    }
  } catch (error) {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    throw error;
  }
  log.info({ url: new URL(url).host, connections }, 'joined the outside MQTT broker');
  return {
    url,
    isUp: () => clients.some(({ connected }) => connected),
    recheck: () => Promise.resolve(),
    async stop() {
      await Promise.all(clients.map((client) => client.endAsync()));
    },
  };
}
