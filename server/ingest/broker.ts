import type { HearSystem } from '#shared/record/silence.ts';
import type { Duplex } from 'node:stream';
import { Aedes, type Client } from 'aedes';
import type { Log } from '../log.ts';
import type { Access, Metrics } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { OpenDoors } from './doors.ts';
import { guarded } from './guarded-socket.ts';
import { openListeners, type ListenerOptions } from './listeners.ts';
import { openMessages, packetOf } from './broker-messages.ts';
import { takeRelay } from './broker-relay.ts';
import { openSignIn, type SignIn } from './broker-sign-in.ts';
import { mayHear } from './session.ts';
import { orderTopic } from './topics.ts';

/**
 * The MQTT broker inside the process (3.1.1). It is a door and not a relay: what clients publish ends in the doors, and
 * nobody can subscribe to anything but the refusals of their own messages, and controllers of lamps to their orders.
 */
export interface BrokerOptions extends ListenerOptions {
  doors: OpenDoors;
  lane: OpenHotLane;
  access: Pick<Access, 'source' | 'sourceStands'>;
  log: Log;
  metrics: Metrics;
  /** Told of every message of another system. */
  heard?: HearSystem | undefined;
}
export interface Broker {
  url: string;
  /** The door of TLS, where there is one inside the process. */
  secureUrl: string | null;
  /** Whether senders can reach it now. */
  isUp(): boolean;
  /** Takes a line that came by another way, as by WebSocket; null where certificates of clients are asked for, or the broker is outside. */
  take: ((line: Duplex) => void) | null;
  /** Tells whoever listens for this source on this node; nobody may. */
  tell(jurisdiction: string, source: string, orders: readonly unknown[]): void;
  /** Ends the lines of a token that was revoked; null looks at all of them. */
  recheck(id: string | null): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the broker; resolves when it listens. */
export async function openInsideBroker(options: BrokerOptions): Promise<Broker> {
  const { log, metrics, doors, lane, heard } = options;
  const people = openSignIn(options);
  const aedes = await Aedes.createBroker({
    connectTimeout: 10_000,
    drainTimeout: 30_000,
    maxClientsIdLength: 64,
    preConnect: people.preConnect,
    authenticate: people.authenticate,
    authorizePublish(client, packet, done) {
      const session = people.sessionOf(client);
      if (!session) return done(new Error('nobody publishes here but clients'));
      messages.receive(session, packet, done);
    },
    authorizeSubscribe(client, subscription, done) {
      // A refused subscription is answered in the SUBACK; the connection stays.
      done(null, mayHear(people.sessionOf(client), subscription.topic) ? subscription : null);
    },
  });
  const relay = takeRelay(aedes);
  const messages = openMessages({
    messages: {
      doors,
      metrics,
      heard,
      room: () => lane.writer.room(),
      hasRoom: (n) => lane.writer.hasRoom(n),
    },
    relay,
    log,
    metrics,
  });
  watch(aedes, people, options);

  function take(line: Duplex): void {
    const client = aedes.handle(guarded(line, () => tooLarge(client)));
  }
  const listeners = await openListeners(options, take);
  function tooLarge(client: Client): void {
    const session = people.sessionOf(client);
    const jurisdiction = session?.jurisdiction ?? 'unknown';
    metrics.count('items_refused_total', { jurisdiction, door: 'mqtt', code: 'too-large' });
    if (session) messages.tellTooLarge(session);
  }
  return {
    url: listeners.url,
    secureUrl: listeners.secureUrl,
    isUp: listeners.isUp,
    take: options.secure?.clients ? null : take,
    tell: (jurisdiction, source, orders) =>
      relay(packetOf(orderTopic(jurisdiction, source), orders), () => undefined),
    recheck: (id) => endRevoked(people, options, id),
    async stop() {
      listeners.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

/** Counts who is in, and logs what breaks. */
function watch(aedes: Aedes, people: SignIn, { log, metrics }: Pick<BrokerOptions, 'log' | 'metrics'>): void {
  const count = (): void => metrics.gauge('mqtt_clients', aedes.connectedClients);
  aedes.on('clientDisconnect', (client) => {
    people.leave(client);
    count();
  });
  aedes.on('clientReady', count);
  aedes.on('clientError', (client, error) =>
    log.debug({ client: client.id, err: error }, 'MQTT client error'),
  );
  aedes.on('connectionError', (_client, error) => log.debug({ err: error }, 'MQTT connection error'));
}

async function endRevoked(
  people: SignIn,
  { access, log }: Pick<BrokerOptions, 'access' | 'log'>,
  id: string | null,
): Promise<void> {
  for (const { token, source, client } of people.sessions()) {
    if (id !== null && token !== id) continue;
    if (await access.sourceStands(token)) continue;
    log.info({ source, client: client.id }, 'MQTT client disconnected: token revoked');
    client.close();
  }
}
