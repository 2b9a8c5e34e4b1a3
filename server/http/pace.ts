import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from '#shared/kernel/refusal.ts';
import { secondMs } from '#shared/kernel/span.ts';
import { problemOf } from './problem.ts';

export interface Pace {
  /** In each such time at least so many bytes of a body come. */
  windowMs: number;
  leastBytes: number;
}
/** A tenth of what the slowest line of a phone carries: a photograph over it takes minutes, and is not hurried. */
const usualPace: Pace = { windowMs: 20 * secondMs, leastBytes: 4_096 };

/**
 * Ends a request whose body comes so slowly that nobody sends it, but somebody holds a line open. How long a body takes as a whole
 * is bounded by its size. What waits for us in the meantime does not count against its sender.
 */
export function keepsPace({ windowMs, leastBytes }: Pace = usualPace) {
  return (req: IncomingMessage, res: ServerResponse, next: () => void): void => {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = req.headers;
    if (length !== '0' || coding !== undefined) {
      let before = req.socket.bytesRead;
      const look = (): void => {
        const came = req.socket.bytesRead - before;
        before += came;
        if (req.complete || req.readableLength > 0 || came >= leastBytes) return;
        clearInterval(timer);
        res.once('close', () => req.socket.destroy());
        if (res.headersSent) return void req.socket.destroy();
        const told = JSON.stringify(problemOf(refuse('invalid', 'too-slow', 'body'), 408));
        res.writeHead(408, { 'Content-Type': 'application/problem+json', Connection: 'close' }).end(told);
      };
      const timer = setInterval(look, windowMs).unref();
      res.once('close', () => clearInterval(timer));
      req.once('end', () => clearInterval(timer));
    }
    next();
  };
}
