import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import { ServerResponse, type IncomingMessage } from 'node:http';
import { plainAddress } from '#shared/kernel/address.ts';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { AccessRoom } from '../access/access.ts';
import type { SeatFrom, Sitting } from '../access/seating.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';

/**
 * A browser session holds seats: in each jurisdiction one of a person and one of a screen, so that a wall and a desk can
 * be open side by side. A person's seat is a row of its own, which has a term and can be ended from elsewhere; a screen's lasts
 * as long as its token.
 */
interface SeatsOfPlace {
  /** Id of the seat. */
  person?: { id: string };
  device?: { id: string; at: number };
}
declare module 'express-session' {
  interface SessionData {
    seats?: Record<string, SeatsOfPlace>;
  }
}

/** How somebody came in. */
type SeatHow = Pick<SeatFrom, 'isStrong' | 'there' | 'byDirectory'>;

/** The longest that browsers keep a cookie. A screen that is on renews it every day. */
const deviceMs = 400 * dayMs;

export type Seats = ReturnType<typeof openSeats>;

interface SeatPorts {
  database: Pick<Database, 'pool'>;
  access: AccessRoom;
  secret: string;
  behindTls: boolean;
  /** Where the house lies below its host. */
  base?: string;
  now: () => number;
  log: Log;
}
export function openSeats(ports: SeatPorts) {
  const seated = seatedOf(ports);
  const { read } = seated;
  return { ...bindTo(seated, { sitting, take, leave, ofHandshake, stop }), read };
}

/** What its acts share. */
function seatedOf(ports: SeatPorts) {
  const { access, now, log } = ports;
  const { seating } = access;
  const Store = connectPgSimple(session);
  const store = new Store({
    pool: ports.database.pool,
    // Renewed by the seats themselves, not by a write for every request.
    disableTouch: true,
    errorLog: (...words: unknown[]) => log.error({ words }, 'session store failed'),
  });
  const read = session({
    name: 'jiuhuan',
    secret: ports.secret,
    store,
    resave: false,
    saveUninitialized: false,
    // Whatever stands before a house that is told of TLS speaks it: without this no cookie would be set.
    ...(ports.behindTls && { proxy: true }),
    cookie: {
      httpOnly: true,
      sameSite: 'strict',
      secure: ports.behindTls,
      path: `${ports.base ?? ''}/`,
      maxAge: seating.terms.longestMs,
    },
  }) as RequestHandler;
  return { ports, access, now, log, seating, Store, store, read };
}
type Seated = ReturnType<typeof seatedOf>;

async function sitting(
  { seating, access, now }: Seated,
  req: Request,
  jurisdiction: string,
): Promise<Sitting | null> {
  const { person, device } = req.session?.seats?.[jurisdiction] ?? {};
  const found = person && (await seating.find(jurisdiction, person.id));
  if (found) return found;
  const screen = device && (await access.devices.find(jurisdiction, device.id));
  if (!screen) return null;
  if (now() - device.at > dayMs) device.at = now();
  return { person: screen, seat: null, hasFactor: false };
}

async function seatOf(
  { now, seating }: Seated,
  req: Request,
  person: Person,
  how: SeatHow,
): Promise<SeatsOfPlace> {
  if (!may(person, 'keep-account')) return { device: { id: person.id, at: now() } };
  const from = { address: plainAddress(req.ip ?? ''), agent: req.get('user-agent') ?? '', ...how };
  return { person: { id: await seating.take(person, from) } };
}

/** Takes a seat under a new session id, so that an id planted beforehand is worth nothing. */
async function take(
  seated: Seated,
  req: Request,
  person: Person,
  how: SeatHow = { isStrong: false },
): Promise<void> {
  const { seating } = seated;
  const seats = { ...req.session.seats };
  const before = seats[person.jurisdiction] ?? {};
  await settled((done) => req.session.regenerate(done));
  seats[person.jurisdiction] = { ...before, ...(await seatOf(seated, req, person, how)) };
  req.session.seats = seats;
  const hasDevice = Object.values(seats).some(({ device }) => device);
  req.session.cookie.maxAge = hasDevice ? deviceMs : seating.terms.longestMs;
  // Before the answer: its head would reach the client first, and the client's next request might overtake the row.
  await settled((done) => req.session.save(done));
}

/** Gives up the seat that `sitting` finds; every open page of it hears at once. Answers who got up. */
async function leave(seated: Seated, req: Request, jurisdiction: string): Promise<Person | null> {
  const { seating } = seated;
  const found = await sitting(seated, req, jurisdiction);
  const seats = { ...req.session.seats };
  const { person, device } = seats[jurisdiction] ?? {};
  delete seats[jurisdiction];
  if (person && device) seats[jurisdiction] = { device };
  if (Object.keys(seats).length > 0) req.session.seats = seats;
  else await settled((done) => req.session.destroy(done));
  if (found?.seat) await seating.end(jurisdiction, found.person.id, found.seat);
  return found?.person ?? null;
}

/** The same answer for a socket's first request. */
async function ofHandshake(
  seated: Seated,
  message: IncomingMessage,
  jurisdiction: string,
): Promise<Person | null> {
  const { read, access } = seated;
  // A request of its own: the socket asks again every minute, and the session of the last time must not answer.
  const { headers, url, method, socket } = message;
  const req = {
    headers,
    url,
    originalUrl: (message as { originalUrl?: string }).originalUrl ?? url,
    method,
    socket,
    connection: socket,
  } as unknown as Request;
  // express-session hooks into a response; this one is never sent.
  const res = new ServerResponse(message) as unknown as Parameters<RequestHandler>[1];
  await settled((done) => read(req, res, done));
  const found = await sitting(seated, req, jurisdiction);
  return found && !(access.needsFactor(found.person) && !found.hasFactor) ? found.person : null;
}

function stop({ store }: Seated): void {
  return store.close();
}

/** Waits for a callback of the session library. */
function settled(act: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((done, fail) => act((error) => (error ? fail(error as Error) : done())));
}
