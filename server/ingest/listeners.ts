import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type SecureContextOptions } from 'node:tls';
import { listen } from '../listen.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../ports.ts';
import { portOf } from './guarded-socket.ts';

export interface ListenerOptions {
  host: string;
  port: number;
  /** With it a second door, of TLS, stands open; the one without is then for this machine alone. */
  secure?: SecureDoor | undefined;
  log: Log;
  metrics: Pick<Metrics, 'count'>;
  maxConnections?: number | undefined;
}
/** `clients`: who signs the certificates that clients must show; null asks for none. */
export interface SecureDoor extends Pick<SecureContextOptions, 'cert' | 'key'> {
  port: number;
  clients: Buffer | null;
}

const readBytes = 131_072;
/** A handshake that is not over by then is cut: nobody holds a place without a word. */
const handshakeMs = 10_000;

/** Opens the doors to the broker; answers when they listen. Tokens do not cross a network in the clear where there is TLS. */
export async function openListeners(options: ListenerOptions, take: (socket: Socket) => void) {
  const { secure, log, metrics, host } = options;
  const plainHost = secure ? '127.0.0.1' : host;
  const plain = createServer({ highWaterMark: readBytes, noDelay: true }, take);
  const servers: Server[] = [plain];
  const open = (server: Server, port: number, at: string): Promise<string> => {
    server.maxConnections = options.maxConnections ?? 10_000;
    server.on('drop', () => metrics.count('mqtt_refused_total', { code: 'busy' }));
    return listen(server, port, at);
  };
  let sealed: string | null = null;
  const reached = await open(plain, options.port, plainHost);
  if (secure) {
    const { cert, key, clients } = secure;
    const asks = clients ? { ca: clients, requestCert: true, rejectUnauthorized: true } : {};
    const door = createSecureServer(
      { cert, key, handshakeTimeout: handshakeMs, noDelay: true, ...asks },
      take,
    );
    door.on('tlsClientError', (error) => {
      metrics.count('mqtt_refused_total', { code: 'unauthenticated' });
      log.debug({ err: error }, 'MQTT TLS handshake failed');
    });
    servers.push(door);
    sealed = await open(door, secure.port, host);
  }
  const ports = { port: portOf(plain), ...(secure && { tlsPort: portOf(servers[1] ?? plain) }) };
  log.info(ports, 'MQTT listening');
  return {
    url: `mqtt://${reached}`,
    secureUrl: sealed && `mqtts://${sealed}`,
    isUp: () => servers.every(({ listening }) => listening),
    close: () => servers.forEach((server) => server.close()),
  };
}
