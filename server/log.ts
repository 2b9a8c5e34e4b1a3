import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Structured logs on standard output. Secrets never enter a log line; these paths are blanked in case one does. */
export function openLog(level: string): Log {
  return pino({
    level,
    redact: ['password', 'token', '*.password', '*.token', 'req.headers.cookie', 'req.headers.authorization'],
  });
}
