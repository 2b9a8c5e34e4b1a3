import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';

/** How a network that wants to be signed in to answers in place of a server; null: it lets through. */
export type PortalWay = 'page' | 'to-itself' | 'elsewhere' | 'json' | 'turned-away' | null;
export const portalWays = ['page', 'to-itself', 'elsewhere', 'json', 'turned-away'] as const;

const page = '<!doctype html><title>Welcome</title><form action="/login"><input name="phone"></form>';
/** A page that was made long ago, as far as its clock says. */
const date = 'Thu, 01 Jan 2015 00:00:00 GMT';

/** A network between a device and a server of this machine, which may want to be signed in to. */
export async function openPortal(port: number) {
  let way: PortalWay = null;
  let hits = 0;
  const sockets = new Set<Socket>();
  const show = (answer: ServerResponse, status: number, headers: object, text: string): void => {
    answer.writeHead(status, { date, 'content-type': 'text/html', ...headers });
    answer.end(text);
  };
  function stand(asked: IncomingMessage, answer: ServerResponse): void {
    hits += 1;
    asked.resume();
    if (asked.url === '/login') return show(answer, 200, {}, page);
    if (way === 'to-itself') return show(answer, 302, { location: '/login' }, '');
    if (way === 'elsewhere') return show(answer, 302, { location: 'http://portal.invalid/login' }, '');
    if (way === 'json')
      return show(answer, 200, { 'content-type': 'application/json' }, '{"result":"login"}');
    if (way === 'turned-away') return show(answer, 401, {}, page);
    show(answer, 200, {}, page);
  }
  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, url: path, headers } = asked;
    const on = request({ port, host: '127.0.0.1', method, path, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 502, back.headers);
      back.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  }
  const server = createServer((asked, answer) => (way === null ? pass(asked, answer) : stand(asked, answer)));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.on('upgrade', (asked, socket: Socket, head) => {
    if (way !== null)
      return void socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n${page}`,
      );
    const on = connect(port, '127.0.0.1', () => {
      const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${String(value)}`);
      on.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      on.write(head);
      on.pipe(socket).pipe(on);
    });
    on.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => on.destroy()).on('error', () => on.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** From now on it answers so; lines that were let through are cut. */
    answer(next: PortalWay): void {
      way = next;
      for (const socket of sockets) socket.destroy();
    },
    /** How often it stood in the server's place. */
    hits: (): number => hits,
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
