import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Person } from '#shared/access/person.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { AccessRoom } from '../access/access.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';

/**
 * A browser session holds seats: in each jurisdiction one of a person and one of a screen, so that a wall and a desk can
 * be open side by side. A person's seat runs out when it is not used for a working day; a screen's never does.
 */
interface Seat {
  id: string;
  /** Last use, kept to within `renewMs`. */
  at: number;
}
interface SeatsOfPlace {
  person?: Seat;
  device?: Seat;
}
declare module 'express-session' {
  interface SessionData {
    seats?: Record<string, SeatsOfPlace>;
  }
}

const idleMs = 12 * hourMs;
/** PostgreSQL and browsers know no "never". A screen that is on renews it. */
const deviceMs = 3650 * dayMs;
const renewMs = 10 * minuteMs;

export type Seats = ReturnType<typeof openSeats>;

export function openSeats(ports: {
  database: Pick<Database, 'pool'>;
  access: AccessRoom;
  secret: string;
  behindTls: boolean;
  now: () => number;
  log: Log;
}) {
  const { access, now, log } = ports;
  const Store = connectPgSimple(session);
  const store = new Store({
    pool: ports.database.pool,
    // Renewed by the seats themselves, not by a write for every request.
    disableTouch: true,
    errorLog: (...words: unknown[]) => log.error({ words }, 'the session store failed'),
  });
  const read = session({
    name: 'jiuhuan',
    secret: ports.secret,
    store,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'strict', secure: ports.behindTls, path: '/', maxAge: deviceMs },
  }) as RequestHandler;

  async function sitting(req: Request, jurisdiction: string): Promise<Person | null> {
    const seats = req.session?.seats?.[jurisdiction];
    if (!seats) return null;
    const { person, device } = seats;
    if (person && now() - person.at < idleMs) {
      const found = await access.people.find(jurisdiction, person.id);
      if (found) return renewed(person, found);
    }
    const found = device && (await access.devices.find(jurisdiction, device.id));
    return found ? renewed(device, found) : null;
  }

  function renewed(seat: Seat, person: Person): Person {
    if (now() - seat.at > renewMs) seat.at = now();
    return person;
  }

  return {
    /** Middleware: reads the session of the cookie. */
    read,
    /** Who sits here, a person before a screen; null when nobody does or the one who did was shut out. */
    sitting,
    /** Takes a seat under a new session id, so that an id planted beforehand is worth nothing. */
    async take(req: Request, person: Person): Promise<void> {
      const seats = { ...req.session.seats };
      await settled((done) => req.session.regenerate(done));
      const seat = { id: person.id, at: now() };
      const here = { ...seats[person.jurisdiction], [person.role === 'wall' ? 'device' : 'person']: seat };
      req.session.seats = { ...seats, [person.jurisdiction]: here };
      // Before the answer: its head would reach the client first, and the client's next request might overtake the row.
      await settled((done) => req.session.save(done));
    },
    /** Gives up the seat that `sitting` finds. */
    async leave(req: Request, jurisdiction: string): Promise<void> {
      const seats = { ...req.session.seats };
      const { person, device } = seats[jurisdiction] ?? {};
      delete seats[jurisdiction];
      if (person && device) seats[jurisdiction] = { device };
      if (Object.keys(seats).length > 0) req.session.seats = seats;
      else await settled((done) => req.session.destroy(done));
    },
    /** The same answer for a socket's first request. */
    async ofHandshake(message: IncomingMessage, jurisdiction: string): Promise<Person | null> {
      // A request of its own: the socket asks again every minute, and the session of the last time must not answer.
      const { headers, url, method, socket } = message;
      const req = {
        headers,
        url,
        originalUrl: url,
        method,
        socket,
        connection: socket,
      } as unknown as Request;
      // express-session hooks into a response; this one is never sent.
      const res = new ServerResponse(message) as unknown as Parameters<RequestHandler>[1];
      await settled((done) => read(req, res, done));
      return sitting(req, jurisdiction);
    },
    stop: (): void => store.close(),
  };
}

/** Waits for a callback of the session library. */
function settled(act: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((done, fail) => act((error) => (error ? fail(error as Error) : done())));
}
