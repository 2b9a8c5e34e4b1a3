import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { houseMark } from '#shared/wire/mark.ts';

/** A web proxy that may block WebSockets, as those of some offices do. */
export interface Gate {
  url: string;
  /** A request for a WebSocket is answered with 403, or never. */
  block(how: 'refused' | 'stalled'): void;
  open(): void;
  /** WebSockets let through since `forget`. */
  upgrades(): number;
  forget(): void;
  close(): Promise<void>;
}

export async function openGate(target: () => number): Promise<Gate> {
  let blocked: 'refused' | 'stalled' | null = null;
  let upgrades = 0;
  const sockets = new Set<Socket>();
  const server = createServer((asked, answer) => {
    // The server behind answers its own stream alone; that it is there is told here.
    if (asked.url === '/healthz') return void answer.setHeader(houseMark.name, houseMark.value).end('{}');
    const { method, headers, url } = asked;
    const on = request({ port: target(), host: '127.0.0.1', path: url, method, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      told.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', ({ url, headers, method }, socket: Socket, head: Buffer) => {
    socket.on('error', () => undefined);
    if (blocked === 'stalled') return;
    if (blocked === 'refused') return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    upgrades += 1;
    const behind = connect(target(), '127.0.0.1', () => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      behind.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      behind.write(head);
      socket.pipe(behind).pipe(socket);
    });
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    block: (how) => void (blocked = how),
    open: () => void (blocked = null),
    upgrades: () => upgrades,
    forget: () => void (upgrades = 0),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
