import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A bad line to order, between a screen and its server. */
export interface Proxy {
  port: number;
  url: string;
  /** Breaks every connection there is, with a reset. */
  drop(): void;
  /** Takes no new connections, and breaks those there are, until `admit`. */
  shut(): void;
  admit(): void;
  /** The connections there are stay open and carry nothing any more, for ever: half open. New ones work. */
  strand(): void;
  /** Nothing from the server gets through until `thaw`; the server's writes pile up. */
  freeze(): void;
  thaw(): void;
  /** Connections turned away while shut. */
  refusals(): number;
  close(): Promise<void>;
}

export async function openProxy(target: () => number): Promise<Proxy> {
  const pairs = new Set<[screen: Socket, server: Socket]>();
  let shut = false;
  let refusals = 0;
  let frozen = false;
  const listener = createServer((screen) => {
    if (shut) {
      refusals += 1;
      return void screen.resetAndDestroy();
    }
    const server = connect(target(), '127.0.0.1');
    const pair: [Socket, Socket] = [screen, server];
    pairs.add(pair);
    for (const [one, other] of [pair, pair.toReversed() as [Socket, Socket]]) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
    if (frozen) server.unpipe(screen).pause();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const stranded: Socket[] = [];
  const drop = (): void => {
    for (const [screen, server] of pairs) {
      screen.resetAndDestroy();
      server.resetAndDestroy();
    }
    pairs.clear();
  };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    drop,
    shut() {
      shut = true;
      drop();
    },
    admit: () => void (shut = false),
    strand() {
      for (const [screen, server] of pairs) {
        screen.unpipe(server).pause();
        server.unpipe(screen).pause();
        stranded.push(screen, server);
      }
      pairs.clear();
    },
    freeze() {
      frozen = true;
      for (const [screen, server] of pairs) server.unpipe(screen).pause();
    },
    thaw() {
      frozen = false;
      for (const [screen, server] of pairs) server.pipe(screen);
    },
    refusals: () => refusals,
    async close() {
      drop();
      for (const socket of stranded) socket.destroy();
      await once(listener.close(), 'close');
    },
  };
}
