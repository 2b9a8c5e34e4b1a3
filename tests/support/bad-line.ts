import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { dice } from '#shared/kernel/dice.ts';

/** A line at the edge of a cell, as what TCP makes of it: all comes, in order, and late. */
export interface BadLine {
  /** ms each way. */
  delayMs: number;
  /** Share of pieces that are lost once; what was lost and all behind it come `againMs` later. */
  lost: number;
  againMs: number;
}

/** Stands before a port of this machine; without `bad` a good line that counts. `requestsOnly`: it ends whoever asks for a WebSocket. */
export async function openBadLine(port: number, bad: BadLine | null, requestsOnly = false) {
  const roll = dice(20_261_130);
  const sockets = new Set<Socket>();
  let bytes = 0;
  const passage = (): Transform => {
    let free = 0;
    let last: Promise<void> = Promise.resolve();
    return new Transform({
      transform(piece: Buffer, _encoding, done) {
        bytes += piece.length;
        if (!bad) return done(null, piece);
        const again = roll.chance(bad.lost) ? bad.againMs : 0;
        free = Math.max(free, performance.now() + bad.delayMs + again);
        const at = free;
        last = last.then(async () => {
          await pause(Math.max(0, at - performance.now()));
          this.push(piece);
        });
        done();
      },
      flush: (done) => void last.then(() => done()),
    });
  };
  const listener = createServer((screen) => {
    const server = connect(port, '127.0.0.1');
    if (requestsOnly)
      screen.prependListener('data', (piece: Buffer) => {
        if (/^upgrade: websocket/imu.test(piece.toString('latin1'))) screen.destroy();
      });
    for (const [one, other] of [
      [screen, server],
      [server, screen],
    ] as const) {
      sockets.add(one);
      one.pipe(passage()).pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    /** Of both ways, so far. */
    bytes: (): number => bytes,
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await once(listener.close(), 'close');
    },
  };
}
