import type { Socket } from 'socket.io';
import { messagesOf } from './packet.ts';

/**
 * The parts of Engine.IO and its WebSocket below Socket.IO's own interface. Nothing else tells how much a line still holds;
 * and frames, which go to every screen four times a second, are handed to the WebSocket directly, the way Engine.IO's own
 * transport hands over prepared messages: its queue and its events cost as much as the write itself. Messages of the two
 * ways may lie in any order, since a packet is one write and so is never torn.
 */
interface Engine {
  writeBuffer: { data?: unknown; options?: { wsPreEncodedFrame?: Uint8Array[] } }[];
  transport: { socket?: RawSocket };
  write(message: string | Buffer): void;
}
interface RawSocket {
  readyState: number;
  bufferedAmount: number;
  _sender: { sendFrame(messages: Buffer[], sent: () => void): void };
}
const openState = 1;
const sent = (): void => undefined;

/** A line below Socket.IO: what is written to it at once, and how many bytes it still holds. */
export function wireOf(socket: Socket): { write(packet: Buffer): void; pendingBytes(): number } {
  const engine = socket.conn as unknown as Engine;
  return {
    write(packet) {
      const raw = engine.transport.socket;
      if (!raw) for (const message of messagesOf(packet)) engine.write(message);
      else if (raw.readyState === openState) raw._sender.sendFrame([packet], sent);
    },
    pendingBytes() {
      let bytes = engine.transport.socket?.bufferedAmount ?? 0;
      for (const { data, options } of engine.writeBuffer) {
        const frame = options?.wsPreEncodedFrame;
        if (frame) for (const part of frame) bytes += part.length;
        else if (typeof data === 'string' || data instanceof Uint8Array) bytes += data.length;
      }
      return bytes;
    },
  };
}
