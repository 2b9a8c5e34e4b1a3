import type { HearSystem } from '#shared/record/silence.ts';
import { connect, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Broker } from './broker.ts';
import type { OpenDoors } from './doors.ts';
import { openAdmission, type Message } from './message.ts';
import { errorTopic, orderTopic, readTopic } from './topics.ts';
import { frigateForms } from '#shared/sensing/sighting.ts';
import { payloadOfList } from '#shared/sensing/payloads.ts';

/**
 * The doors behind an outside MQTT broker, which identifies the senders and lets each publish to its own topics only.
 * Several nodes share the subscription; a message is acknowledged to the broker after its commit. A client library handles
 * the messages of a connection one by one, so several connections share the work: that many messages go into one commit.
 */
export interface OutsideOptions {
  url: string;
  /** The same at every start, and of one house alone: under it the broker keeps what was not acknowledged. */
  clientId: string;
  doors: OpenDoors;
  lane: OpenHotLane;
  log: Log;
  metrics: Metrics;
  /** Told of every message. */
  heard?: HearSystem | undefined;
  connections?: number;
  /** Prefix of a shared subscription; empty for a broker without them. */
  share?: string;
}

/** Connects and subscribes; throws when the broker cannot be reached at the start, later it tries for ever. */
export async function joinOutsideBroker(options: OutsideOptions): Promise<Broker> {
  const { url, log, connections = 16, share = '$share/jiuhuan/' } = options;
  const clients: MqttClient[] = [];
  const take = takeFrom(options);
  try {
    for (let i = 0; i < connections; i++) {
      const client = connect(url, {
        // As sockets take an address of IPv6; the library leaves the brackets of the URL on it.
        ...(/^wss?:/u.test(url) ? {} : { host: new URL(url).hostname.replace(/^\[|\]$/gu, '') }),
        clientId: `${options.clientId}-${i}`,
        // The broker keeps what it took while nobody was here.
        clean: false,
        // The acknowledgement goes out when the callback is called.
        reconnectPeriod: 1_000,
        resubscribe: true,
        manualConnect: true,
      });
      clients.push(client);
      // Before it connects: what was kept comes at once.
      client.handleMessage = (packet, done) => take(client, packet, () => done());
      await joined(client);
      client.on('error', (error) => log.warn({ err: error }, 'outside MQTT broker error'));
      const words = [...payloadOfList.keys(), ...frigateForms.map((form) => `frigate/${form}`)];
      const topics = words.map((word) => `${share}jh/+/${word}`);
      await client.subscribeAsync(topics, { qos: 1 });
    }
  } catch (error) {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    throw error;
  }
  log.info({ url: new URL(url).host, connections }, 'outside MQTT broker connected');
  for (const warning of warningsOf(url)) log.warn({ url: new URL(url).host }, warning);
  return {
    url,
    secureUrl: null,
    take: null,
    isUp: () => clients.some(({ connected }) => connected),
    tell: (jurisdiction, source, orders) =>
      void clients[0]?.publish(orderTopic(jurisdiction, source), JSON.stringify(orders)),
    recheck: () => Promise.resolve(),
    async stop() {
      await Promise.all(clients.map((client) => client.endAsync()));
    },
  };
}

interface FromOutside extends Message {
  client: MqttClient;
  packet: IPublishPacket;
  done(): void;
}

/** Takes in what comes by a connection, and tells who may hear it what was refused. */
function takeFrom({ lane, doors, metrics, heard }: OutsideOptions) {
  const messages = {
    doors,
    metrics,
    heard,
    room: () => lane.writer.room(),
    hasRoom: (n: number) => lane.writer.hasRoom(n),
  };
  const admit = openAdmission<FromOutside>(messages, (answer, { client, packet, jurisdiction, done }) => {
    if (answer) tell(client, packet, jurisdiction, answer);
    done();
  });
  return (client: MqttClient, packet: IPublishPacket, done: () => void): void => {
    const topic = readTopic(packet.topic);
    if (!topic) {
      metrics.count('mqtt_refused_total', { code: 'forbidden' });
      return done();
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const { jurisdiction, door, frigate } = topic;
    const isKept = packet.qos > 0;
    admit({ jurisdiction, source: 'mqtt', door, frigate, payload, isKept, client, packet, done });
  };
}

/** The broker does not say who sent it: all who are allowed to hear refusals of their county hear these. */
function tell(
  client: MqttClient,
  packet: IPublishPacket,
  jurisdiction: string,
  answer: Refusal | BatchAnswer,
): void {
  client.publish(
    errorTopic(jurisdiction, 'outside'),
    JSON.stringify({ topic: packet.topic, messageId: packet.messageId ?? null, ...answer }),
  );
}

/** Resolves at the first connection; throws when there is none. */
function joined(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      client.off('connect', connected).off('error', failed).off('close', closed);
      end();
    };
    const connected = (): void => settle(resolve);
    const failed = (error: Error): void => settle(() => reject(error));
    const closed = (): void => settle(() => reject(new Error('the outside broker closed the connection')));
    client.on('connect', connected).on('error', failed).on('close', closed);
    client.connect();
  });
}

/** What this house cannot hold by itself when another broker stands at the door. */
export function warningsOf(url: string): string[] {
  const { protocol, hostname } = new URL(url);
  const isNear = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const isOpen = ['mqtt:', 'tcp:', 'ws:'].includes(protocol) && !isNear;
  return [
    'tokens, their bounds and topics are not checked at an outside broker: its own accounts and ACL must (docs/operate.md)',
    ...(isOpen ? ['MQTT_URL goes over a network without TLS: use mqtts://'] : []),
  ];
}
