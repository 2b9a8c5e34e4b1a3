import type { HearSystem } from '#shared/record/silence.ts';
import type { Duplex } from 'node:stream';
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { maxBytes, type BatchAnswer } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { Access, Metrics } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { makeAcks } from './acks.ts';
import type { OpenDoors } from './doors.ts';
import { guarded } from './guarded-socket.ts';
import { openListeners, type ListenerOptions } from './listeners.ts';
import { admit, type MessageOptions } from './message.ts';
import { denied, openStrangers, type Comer } from './strangers.ts';
import { doorOf, isBeside, mayHear, type Session } from './session.ts';
import { errorTopic, orderTopic } from './topics.ts';
import { takeRelay } from './broker-relay.ts';

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

const goodClientId = /^[A-Za-z0-9._:-]{1,64}$/;
const [identifierRejected, badPassword] = [2, 4];
/** What a waiting message costs beside its payload, and how many bytes of them a connection, and all together, may have. */
const messageWeight = 256;
const mostWeight = 1_048_576;
const mostWeightOfAll = 67_108_864;

/** Starts the broker; resolves when it listens. */
export async function openInsideBroker(options: BrokerOptions): Promise<Broker> {
  const { access, log, metrics, doors, lane } = options;
  const sessions = new WeakMap<Client, Session>();
  const holders = new Map<string, Session>();
  const comers = new WeakMap<Client, Comer>();
  const strangers = openStrangers();
  let weightOfAll = 0;
  const messages: MessageOptions = {
    doors,
    metrics,
    heard: options.heard,
    room: () => lane.writer.room(),
    hasRoom: (n) => lane.writer.hasRoom(n),
  };

  const aedes = await Aedes.createBroker({
    connectTimeout: 10_000,
    drainTimeout: 30_000,
    maxClientsIdLength: 64,
    /** Client ids are names of one jurisdiction: the same one in another is another client. */
    preConnect(client, packet, done) {
      access.source(packet.password?.toString() ?? '').then(
        (found) => {
          const id = packet.clientId;
          comers.set(client, { id, found });
          if (!isRefusal(found)) packet.clientId = `${found.jurisdiction}/${id}`;
          done(null, true);
        },
        (error: unknown) => {
          log.error({ err: error }, 'MQTT sign-in failed');
          done(new Error('not now'), false);
        },
      );
    },
    authenticate(client, username, _password, done) {
      identify(client, username).then(
        (refusal) => (refusal ? done(refusal, false) : done(null, true)),
        (error: unknown) => {
          log.error({ err: error }, 'MQTT sign-in failed');
          done(denied(badPassword, 'not now'), false);
        },
      );
    },
    authorizePublish(client, packet, done) {
      const session = client ? sessions.get(client) : undefined;
      if (!client || !session) return done(new Error('nobody publishes here but clients'));
      receive(session, client, packet, done);
    },
    authorizeSubscribe(client, subscription, done) {
      // A refused subscription is answered in the SUBACK; the connection stays.
      done(null, mayHear(sessions.get(client), subscription.topic) ? subscription : null);
    },
  });
  const relay = takeRelay(aedes);

  async function identify(client: Client, username: string | undefined): Promise<AuthenticateError | null> {
    const { id, found } = comers.get(client) ?? { id: '', found: refuse('unauthenticated', 'token-needed') };
    if (isRefusal(found) || found.source !== username) {
      await strangers.wait(client);
      metrics.count('mqtt_refused_total', { code: 'unauthenticated' });
      return denied(badPassword, 'user name is the source, password its token');
    }
    // A client id is part of a topic, and a second connection with it ends the first: not that of another source.
    const holder = holders.get(client.id);
    const isTaken = holder && (holder.source !== found.source || holder.jurisdiction !== found.jurisdiction);
    if (!goodClientId.test(id) || isTaken) {
      metrics.count('mqtt_refused_total', { code: 'forbidden' });
      return denied(identifierRejected, 'client id: 1 to 64 letters, digits and . _ : -, and yours alone');
    }
    const session: Session = {
      jurisdiction: found.jurisdiction,
      source: found.source,
      rights: new Set(found.doors),
      token: found.id,
      client,
      errors: errorTopic(found.jurisdiction, id),
      doors: new Map(),
      acks: makeAcks(client.conn),
      weight: 0,
      hasStrayed: false,
    };
    doors.bind(found.jurisdiction, found.source, found.bounds);
    sessions.set(client, session);
    holders.set(client.id, session);
    return null;
  }

  /** Calls `done` when the message may be acknowledged; with an error, the connection ends. */
  function receive(
    session: Session,
    client: Client,
    packet: PublishPacket,
    done: (error?: Error | null) => void,
  ): void {
    const door = doorOf(session, packet.topic);
    if (!door && isBeside(session, packet.topic)) return done(null);
    if (!door) {
      metrics.count('mqtt_refused_total', { code: 'forbidden' });
      return refuseTopic(session, client, packet, done);
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const { jurisdiction, source, acks } = session;
    const { messageId } = packet;
    const isWill = (client as Client & { will?: unknown }).will === packet;
    const message = { ...door, jurisdiction, source, payload, isKept: packet.qos > 0, isWill };
    if (packet.qos !== 1 || messageId === undefined || !mayReadOn(session))
      return admit(messages, message, (answer) => {
        if (answer) tell(session, client, packet, answer);
        done(null);
      });
    // To the broker it is dealt with, and the next one is read while this one waits for its commit; the PUBACK is ours.
    const weight = payload.length + messageWeight;
    session.weight += weight;
    weightOfAll += weight;
    admit(messages, message, (answer) => {
      session.weight -= weight;
      weightOfAll -= weight;
      if (answer) tell(session, client, packet, answer);
      acks.add(messageId);
    });
    packet.qos = 0;
    done(null);
  }
  /**
   * MQTT 3.1.1 leaves two ways: to acknowledge what is not taken, or to end the connection, after which a client sends the
   * same again for ever. So it is acknowledged, told on the client's topic of errors, counted, and logged once a connection.
   */
  function refuseTopic(
    session: Session,
    client: Client,
    packet: PublishPacket,
    done: (error?: Error | null) => void,
  ): void {
    const topic = packet.topic.slice(0, 100);
    tell(session, client, packet, refuse('forbidden', 'token-without-topic', 'topic'));
    if (!session.hasStrayed)
      log.warn(
        { client: client.id, source: session.source, topic },
        'MQTT publish refused: topic not allowed',
      );
    session.hasStrayed = true;
    done(null);
  }

  /** Whether one more message of a connection may wait while the next is read. */
  function mayReadOn(session: Session): boolean {
    return lane.writer.hasRoom(1) && session.weight < mostWeight && weightOfAll < mostWeightOfAll;
  }

  function tell(
    session: Session,
    client: Client,
    packet: PublishPacket,
    answer: Refusal | BatchAnswer,
  ): void {
    const message = { topic: packet.topic, messageId: packet.messageId ?? null, ...answer };
    const payload = Buffer.from(JSON.stringify(message));
    relay(
      { cmd: 'publish', topic: session.errors, payload, qos: 0, retain: false, dup: false },
      () => undefined,
    );
    log.debug({ client: client.id, answer }, 'MQTT payload refused');
  }

  aedes.on('clientDisconnect', (client) => {
    if (holders.get(client.id) === sessions.get(client)) holders.delete(client.id);
    metrics.gauge('mqtt_clients', aedes.connectedClients);
  });
  aedes.on('clientReady', () => metrics.gauge('mqtt_clients', aedes.connectedClients));
  aedes.on('clientError', (client, error) =>
    log.debug({ client: client.id, err: error }, 'MQTT client error'),
  );
  aedes.on('connectionError', (_client, error) => log.debug({ err: error }, 'MQTT connection error'));

  function take(line: Duplex): void {
    const client = aedes.handle(guarded(line, () => tooLarge(client)));
  }
  const listeners = await openListeners(options, take);
  function tooLarge(client: Client): void {
    const session = sessions.get(client);
    const jurisdiction = session?.jurisdiction ?? 'unknown';
    metrics.count('items_refused_total', { jurisdiction, door: 'mqtt', code: 'too-large' });
    if (!session) return;
    const answer = {
      topic: '',
      messageId: null,
      ...refuse('too-large', 'too-many-bytes', { most: maxBytes }),
    };
    client.publish(
      {
        cmd: 'publish',
        topic: session.errors,
        payload: JSON.stringify(answer),
        qos: 0,
        retain: false,
        dup: false,
      },
      () => undefined,
    );
  }
  return {
    url: listeners.url,
    secureUrl: listeners.secureUrl,
    isUp: listeners.isUp,
    take: options.secure?.clients ? null : take,
    tell(jurisdiction, source, orders) {
      const topic = orderTopic(jurisdiction, source);
      const payload = Buffer.from(JSON.stringify(orders));
      relay({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false }, () => undefined);
    },
    async recheck(id) {
      for (const session of [...holders.values()]) {
        if (id !== null && session.token !== id) continue;
        if (await access.sourceStands(session.token)) continue;
        log.info(
          { source: session.source, client: session.client.id },
          'MQTT client disconnected: token revoked',
        );
        session.client.close();
      }
    },
    async stop() {
      listeners.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}
