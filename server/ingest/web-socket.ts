import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { maxBytes } from '#shared/sensing/reading.ts';

/** Where MQTT over WebSocket is spoken, on the port of the pages: for devices behind walls that let only the web through. */
export const webSocketPath = '/mqtt';
/** The name that MQTT 3.1.1 (section 6) asks both sides to agree on. */
const subprotocol = 'mqtt';
/** Topic and header beside the payload. */
const frameSlack = 1_024;
const mostWaiting = 131_072;

/** The line of a client, with the address that its connection came from. */
export type WebLine = Duplex & { remoteAddress?: string | undefined };

/**
 * Opens the door on the server of the pages and hands each line to `take`. A client that does not speak `mqtt` is refused by
 * 400. Other paths stay with whoever listens there.
 */
export function openWebSocketDoor(
  server: HttpServer | HttpsServer,
  take: (line: WebLine) => void,
): { close(): void } {
  const door = new WebSocketServer({
    noServer: true,
    maxPayload: maxBytes + frameSlack,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if ((request.url ?? '').split('?', 1)[0] !== webSocketPath) return;
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(subprotocol))
      return void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    door.handleUpgrade(request, socket, head, (webSocket) => {
      const line: WebLine = createWebSocketStream(webSocket, {
        highWaterMark: mostWaiting,
        readableHighWaterMark: mostWaiting,
        allowHalfOpen: false,
      });
      line.remoteAddress = request.socket.remoteAddress;
      // A line that breaks ends its client; the broker hears `close`.
      line.on('error', () => undefined);
      take(line);
    });
  }
  server.on('upgrade', upgrade);
  return {
    close() {
      server.off('upgrade', upgrade);
      door.close();
      for (const client of door.clients) client.terminate();
    },
  };
}
