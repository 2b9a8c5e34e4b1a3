import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { asksForNetwork, houseMark } from '#shared/wire/mark.ts';
import { isRefusal, refuse, type Refusal, type Told } from '#shared/kernel/refusal.ts';
import { down, type DownName } from '#shared/wire/down.ts';
import type { Up, UpName } from '#shared/wire/up.ts';
import { under } from '../base-path.ts';

/** A connection that comes back by itself for ever. The feed knows this much of it and no more. */
export interface Line {
  /** Opens it; all that happens goes to `listener`. */
  open(listener: LineListener): void;
  /** Never buffered: while the line is down the answer is a refusal `busy`. */
  send<K extends UpName>(name: K, body: Up[K]): Promise<'ok' | Refusal>;
  /** Sends without waiting for an answer. */
  tell<K extends UpName>(name: K, body: Up[K]): void;
  /** Gives up the present connection, which may be half open, and makes another. */
  restart(): void;
  close(): void;
}
export interface LineListener {
  onUp(): void;
  onDown(): void;
  /** The server does not let this screen in. The line tries again later. */
  onRefused(why: Told): void;
  /** Whether somebody between answers in place of the server, as a network does that wants to be signed in to. Told while the line is down. */
  onPortal(isThere: boolean): void;
  /** Any sign of life. */
  onHeard(): void;
  onMessage(name: DownName, body: unknown): void;
}

export interface LineOptions {
  jurisdiction: string;
  screen: string;
  /** The server; the page's own when missing. */
  url?: string;
  /** Only outside a browser. */
  headers?: Record<string, string>;
}

const answerMs = 5_000;
/** How long it takes to see whether the server answers requests. */
const reachMs = 3_000;
const refusedRetryMs = 5_000;
const names = Object.keys(down) as DownName[];

/**
 * The socket. Retries from 100 ms up to 800 ms with jitter: a wall must be back within a second of its server. Where the server
 * answers requests and opens no WebSocket, somebody between blocks those: the line then asks again and again, and goes over to a
 * WebSocket when one can be opened.
 */
export function connect(options: LineOptions): Line {
  const settings = settingsOf(options);
  const socket = options.url === undefined ? io(settings) : io(options.url, settings);
  let again: ReturnType<typeof setTimeout> | undefined;
  /** For the ends after which the library leaves the line down. */
  const comeBack = (afterMs: number): void => {
    clearTimeout(again);
    again = setTimeout(() => socket.connect(), afterMs * (0.75 + Math.random() / 2));
  };

  return {
    open(listener) {
      socket.on('connect', () => {
        socket.io.opts.transports = ['websocket'];
        listener.onUp();
      });
      socket.on('disconnect', (reason) => {
        listener.onDown();
        if (reason === 'io server disconnect') comeBack(400);
      });
      socket.on('connect_error', (error: Error & { data?: unknown }) => {
        if (socket.active) return void chooseWay(socket, listener, options.url);
        listener.onRefused(isRefusal(error.data) ? error.data : { reason: error.message });
        comeBack(refusedRetryMs);
      });
      socket.io.on('ping', () => listener.onHeard());
      for (const name of names)
        socket.on(name, (body: unknown) => {
          listener.onHeard();
          listener.onMessage(name, body);
        });
      socket.connect();
    },
    async send(name, body) {
      if (!socket.connected) return refuse('busy', 'not-connected');
      try {
        const answer: unknown = await socket.timeout(answerMs).emitWithAck(name, body);
        return isRefusal(answer) ? answer : 'ok';
      } catch {
        return refuse('busy', 'no-answer');
      }
    },
    tell(name, body) {
      if (socket.connected) socket.emit(name, body);
    },
    restart() {
      if (socket.connected) socket.io.engine.close();
    },
    close() {
      clearTimeout(again);
      socket.close();
    },
  };
}

/** Which way the next try goes; tells whether somebody else answers where the server should. */
async function chooseWay(socket: Socket, listener: LineListener, url = ''): Promise<void> {
  const answer = await fetch(`${url}${under('/healthz')}`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(reachMs),
  }).catch(() => null);
  const isThere = answer?.headers.get(houseMark.name) === houseMark.value;
  if (!socket.connected) socket.io.opts.transports = isThere ? ['polling', 'websocket'] : ['websocket'];
  if (!socket.connected) listener.onPortal(answer !== null && !isThere && asksForNetwork(answer.status));
}

function settingsOf(options: LineOptions): Partial<ManagerOptions & SocketOptions> {
  return {
    path: under('/socket.io'),
    transports: ['websocket'],
    query: { jurisdiction: options.jurisdiction },
    autoConnect: false,
    forceNew: true,
    timeout: 4_000,
    reconnectionDelay: 100,
    reconnectionDelayMax: 800,
    randomizationFactor: 0.5,
    ...(options.headers ? { extraHeaders: options.headers } : {}),
  };
}
