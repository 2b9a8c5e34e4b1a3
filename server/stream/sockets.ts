import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { Server, type Socket } from 'socket.io';
import type { Person } from '#shared/access/person.ts';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import { isRefusal, refuse, toldOf, type Refusal } from '#shared/kernel/refusal.ts';
import type { Down, DownName } from '#shared/wire/down.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import type { Log } from '../log.ts';
import type { NodePort } from '../node/port.ts';
import type { HotLane, Metrics } from '../ports.ts';
import type { Projections } from '../projections/projections.ts';
import { packOf } from '../packs/port.ts';
import { openInterests, type Interests } from './interest.ts';
import { openPresence, type Presence } from './presence.ts';
import { openQuota } from './quota.ts';
import { openRooms, type RoomName, type Rooms } from './rooms.ts';
import { openSession } from './session.ts';
import { sliceOpener } from './slice-opener.ts';
import type { ScreenLine } from './screen-line.ts';
import { openTicks, type Ticks } from './ticks.ts';
import { wireOf } from './raw-wire.ts';
import type { Walls } from '../walls/walls.ts';

/** Who is at the other end of a handshake, asked to enter `jurisdiction`; null: nobody we know. */
export type Authenticate = (request: IncomingMessage, jurisdiction: string) => Promise<Person | null>;

export interface SocketPorts {
  httpServer: HttpServer | HttpsServer;
  projections: Projections;
  hotLane: HotLane;
  authenticate: Authenticate;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** 250 unless told. */
  tickMs?: number;
  /** Bytes a line may hold before it is cut; 4 MiB unless told. */
  cutBytes?: number;
  /** Other nodes of this house; alone unless told. */
  node?: NodePort;
  /** What walls are told; nothing unless given. */
  walls?: Walls;
  /** Which drill a screen goes into; none unless given. */
  drills?: DrillCalls;
  /** How long a claim lasts without a renewal; two minutes unless told. */
  claimMs?: number;
  /** By what a screen's messages are counted; the machine's own running time unless told. */
  monotonic?: () => number;
}
/** Running drills, as far as screens go into them. */
export interface DrillCalls {
  calls(person: Person): string | null;
  onChange(changed: (jurisdiction: string) => void): () => void;
}
export interface Sockets {
  /** The state of a channel that somebody follows. */
  channelState(room: RoomName): { epoch: string; rev: number; seq: number; hash: string } | null;
  /** Looks again at who is behind the lines of somebody, or of everybody: those who are not let in any more are cut at once. */
  recheck(id: string | null): void;
  /** Names of the duty officers at their desks. */
  atDesks(jurisdiction: string): readonly string[];
  stop(): Promise<void>;
}

/** Longest message a screen may send: a list of sensors. */
const mostBytes = 256 * 1024;
/** What ends without a word, as a sign-in does at its term, is noticed this soon. */
const recheckMs = 60_000;

/** Carries sessions over Socket.IO: WebSocket only, uncompressed (patches are small, frames do not shrink, snapshots are packed). */
export function bindSockets(ports: SocketPorts): Sockets {
  const { projections, metrics, log, tickMs = 250 } = ports;
  const io = openServer(ports.httpServer);
  const presence = openPresence(projections, ports.claimMs, ports.node);
  const rooms = openRooms(sliceOpener(projections, presence), ({ jurisdiction }, screens, bytes) => {
    metrics.count('stream_patches_total', { jurisdiction });
    metrics.count('stream_bytes_total', { lane: 'record' }, screens * bytes);
  });
  const ticks = openTicks({ ...ports, packs: projections.packs, tickMs });
  const interests = followCounties(io, projections);
  const identify = (socket: Socket): Promise<Person | Refusal> =>
    identifyPerson(socket, projections, ports.authenticate);
  guard(io, identify, log);
  const lines = openLines(identify, ports.drills);
  const unfollow = projections.packs.onChange(
    ({ id, now: { edition } }) => void io.to(countyOf(id)).emit('pack', { edition }),
  );
  io.on('connection', (socket) => {
    const person = socket.data as Person;
    void socket.join(countyOf(person.jurisdiction));
    const bound = bindScreen(socket, person, { ...ports, rooms, presence, ticks, interests, tickMs });
    lines.hold(socket, person, bound.cut);
    metrics.gauge('stream_screens', io.engine.clientsCount);
    socket.on('disconnect', (reason) => {
      lines.drop(socket);
      bound.end();
      metrics.gauge('stream_screens', io.engine.clientsCount);
      log.debug({ screen: bound.screen(), person: person.id, reason }, 'screen disconnected');
    });
  });
  return {
    channelState: (room) => rooms.find(room)?.state() ?? null,
    recheck: lines.recheck,
    atDesks: presence.atDesks,
    async stop() {
      unfollow();
      lines.stop();
      ticks.stop();
      io.emit('cut', toldOf(because('server-stopping')));
      io.disconnectSockets(true);
      rooms.stop();
      presence.stop();
      await io.close();
    },
  };
}

const countyOf = (jurisdiction: string): string => `county ${jurisdiction}`;

/** What screens of each county may ask of its sensors; a county that closes cuts its screens. */
function followCounties(io: Server, { packs }: Projections): Map<string, Interests> {
  const interests = new Map<string, Interests>();
  const sensorsOf = (id: string) => () => packOf(packs, id).pack.sensors.length;
  void packs.serve(({ id }) => {
    interests.set(id, openInterests(sensorsOf(id)));
    return () => {
      interests.delete(id);
      io.in(countyOf(id)).emit('cut', toldOf(because('county-closed')));
      io.in(countyOf(id)).disconnectSockets(true);
    };
  });
  return interests;
}

/** Who is at each line, and ways to ask again. */
function openLines(identify: (socket: Socket) => Promise<Person | Refusal>, drills: DrillCalls | undefined) {
  interface Line {
    id: string;
    jurisdiction: string;
    look: () => void;
    call: () => void;
    recheck: NodeJS.Timeout;
  }
  const lines = new Map<string, Line>();
  const undrill = drills?.onChange((jurisdiction) => {
    for (const line of lines.values()) if (line.jurisdiction === jurisdiction) line.call();
  });
  return {
    hold(socket: Socket, person: Person, cut: (why: Reason) => void): void {
      const { id, jurisdiction } = person;
      const look = (): void => {
        identify(socket).then(
          (now) => isDeepStrictEqual(now, person) || cut(because('sign-in-ended')),
          () => undefined,
        );
      };
      const recheck = setInterval(look, recheckMs);
      lines.set(socket.id, { id, jurisdiction, look, recheck, call: callerOf(drills, socket, person) });
    },
    drop(socket: Socket): void {
      clearInterval(lines.get(socket.id)?.recheck);
      lines.delete(socket.id);
    },
    recheck(id: string | null): void {
      for (const line of lines.values()) if (id === null || line.id === id) line.look();
    },
    stop: () => undrill?.(),
  };
}

function openServer(httpServer: HttpServer | HttpsServer): Server {
  return new Server(httpServer, {
    path: '/socket.io',
    // The second where somebody between blocks the first; it is tried again from there.
    transports: ['websocket', 'polling'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: mostBytes,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    connectTimeout: 10_000,
    allowRequest: (request, answer) =>
      answer(isOwnPage(request) ? null : 'foreign origin', isOwnPage(request)),
  });
}

async function identifyPerson(
  { handshake, request }: Socket,
  { packs }: Projections,
  authenticate: Authenticate,
): Promise<Person | Refusal> {
  const jurisdiction = String(handshake.query['jurisdiction'] ?? '');
  if (!packs.of(jurisdiction)) return refuse('unknown', 'no-jurisdiction-here', 'jurisdiction');
  const person = await authenticate(request, jurisdiction);
  return person?.jurisdiction === jurisdiction ? person : refuse('unauthenticated', 'sign-in-first');
}

/** Lets nobody in who is not known; the refusal travels with the error. */
function guard(io: Server, identify: (socket: Socket) => Promise<Person | Refusal>, log: Log): void {
  const turnAway = (refusal: Refusal): Error => Object.assign(new Error(refusal.reason), { data: refusal });
  io.use((socket, next) => {
    identify(socket).then(
      (person) => {
        if (isRefusal(person)) return next(turnAway(person));
        socket.data = person;
        next();
      },
      (error: unknown) => {
        log.error({ err: error }, 'sign-in of a screen failed');
        next(turnAway(refuse('busy', 'sign-in-down')));
      },
    );
  });
}

/** A page of another host must not ride on a visitor's session. What sends no origin is no page. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}

function bindScreen(
  socket: Socket,
  person: Person,
  house: SocketPorts & {
    rooms: Rooms;
    presence: Presence;
    ticks: Ticks;
    interests: Map<string, Interests>;
    tickMs: number;
  },
): { cut(why: Reason): void; end(): void; screen(): string } {
  const { projections, rooms, presence, ticks, metrics, log, clock } = house;
  const { jurisdiction } = person;
  const send = <K extends DownName>(name: K, body: Down[K]): void => void socket.emit(name, body);
  const wire = wireOf(socket);
  const cut = (why: Reason): void => {
    const told = toldOf(why);
    metrics.count('stream_cut_total', { jurisdiction });
    log.warn(
      { screen: session.screen(), person: person.id, reason: told.reason },
      'screen disconnected by the server',
    );
    send('cut', told);
    socket.disconnect(true);
  };
  const line: ScreenLine = {
    jurisdiction,
    interest: null,
    cut,
    write: wire.write,
    pendingBytes: wire.pendingBytes,
    tellShed: (count) => send('shed', { count }),
  };
  const session = openSession({
    person,
    projections,
    rooms,
    presence,
    ticks,
    line,
    interests: house.interests.get(jurisdiction) ?? openInterests(() => 0),
    quota: openQuota(house.monotonic),
    ...(house.walls && { attachWall: attacher(house.walls, person, send) }),
  });
  send('welcome', { protocol: protocolVersion, now: clock(), tickMs: house.tickMs });
  send('pack', { edition: packOf(projections.packs, jurisdiction).edition });
  socket.onAny((name: string, ...rest: unknown[]) => {
    const acknowledge = rest.at(-1);
    const answer = session.take(name, rest[0], clock());
    if (answer.kind === 'refusal') metrics.count('stream_refused_total', { code: answer.code });
    if (typeof acknowledge === 'function') acknowledge(answer);
  });
  return { cut, end: session.end, screen: session.screen };
}

/** Tells a screen at once which drill it goes into, and, asked again, when that has changed. */
function callerOf(drills: DrillCalls | undefined, socket: Socket, person: Person): () => void {
  let told: string | null | undefined;
  const call = (): void => {
    const id = drills?.calls(person);
    if (id === undefined || id === told) return;
    told = id;
    socket.emit('drill', { id } satisfies Down['drill']);
  };
  call();
  return call;
}

/** Carries what a wall is told. */
const attacher =
  (walls: Walls, person: Person, send: <K extends DownName>(name: K, body: Down[K]) => void) => () =>
    walls.attach(person, { order: (order) => send('order', order), sight: (sight) => send('sight', sight) });
