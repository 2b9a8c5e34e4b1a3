import type { AedesOptions, AuthenticateError, Client } from 'aedes';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import type { Access, KnownSource, Metrics } from '../ports.ts';
import { makeAcks } from './acks.ts';
import type { OpenDoors } from './doors.ts';
import { denied, openStrangers, type Comer } from './strangers.ts';
import type { Session } from './session.ts';
import { errorTopic } from './topics.ts';

export interface SignInOptions {
  doors: Pick<OpenDoors, 'bind'>;
  access: Pick<Access, 'source'>;
  log: Log;
  metrics: Metrics;
}

/** Who may come into the broker, and who is in. */
export interface SignIn {
  preConnect: NonNullable<AedesOptions['preConnect']>;
  authenticate: NonNullable<AedesOptions['authenticate']>;
  /** Whose a connection is; none until it was let in. */
  sessionOf(client: Client | null): Session | undefined;
  /** All who are in. */
  sessions(): Session[];
  leave(client: Client): void;
}

const goodClientId = /^[A-Za-z0-9._:-]{1,64}$/;
const [identifierRejected, badPassword] = [2, 4];

/** Lets nobody in by itself: the token says who comes. */
export function openSignIn({ access, doors, log, metrics }: SignInOptions): SignIn {
  const inside = new WeakMap<Client, Session>();
  const holders = new Map<string, Session>();
  const comers = new WeakMap<Client, Comer>();
  const strangers = openStrangers();

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
    const session = sessionFor(client, id, found);
    doors.bind(found.jurisdiction, found.source, found.bounds);
    inside.set(client, session);
    holders.set(client.id, session);
    return null;
  }

  return {
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
    sessionOf: (client) => (client ? inside.get(client) : undefined),
    sessions: () => [...holders.values()],
    leave(client) {
      if (holders.get(client.id) === inside.get(client)) holders.delete(client.id);
    },
  };
}

/** Nothing of it has been taken yet. */
function sessionFor(
  client: Client,
  id: string,
  { jurisdiction, source, doors, id: token }: KnownSource,
): Session {
  return {
    jurisdiction,
    source,
    rights: new Set(doors),
    token,
    client,
    errors: errorTopic(jurisdiction, id),
    doors: new Map(),
    acks: makeAcks(client.conn),
    weight: 0,
    hasStrayed: false,
  };
}
