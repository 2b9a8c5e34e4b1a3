import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { maxBytes } from '#shared/sensing/reading.ts';
import { makeFrameGuard } from './frame-guard.ts';

/** Topic and header beside the payload. */
const frameSlack = 1_024;

/** Ends a connection at the head of a frame that is too large, once what was said before has been answered. */
export function guarded<Line extends Duplex>(socket: Line, tooLarge: () => void): Line {
  const guard = makeFrameGuard(maxBytes + frameSlack);
  const read = socket.read.bind(socket);
  let isEnded = false;
  socket.read = (size?: number): unknown => {
    const chunk = read(size) as Buffer | null;
    if (isEnded || chunk === null) return isEnded ? null : chunk;
    if (guard.pass(chunk)) return chunk;
    isEnded = true;
    tooLarge();
    setImmediate(() => setImmediate(() => socket.end(() => socket.destroy())));
    return null;
  };
  return socket;
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
