import { pino, type Logger } from 'pino';
import { makeCalm } from '#shared/kernel/say-once.ts';

export type Log = Logger;

/** A warning or an error that comes again within so long is counted, not written. */
const calmMs = 60_000;

/** Structured logs on standard output. Secrets never enter a log line; these paths are blanked in case one does. */
export function openLog(level: string): Log {
  const calm = makeCalm(calmMs);
  return pino({
    level,
    redact: ['password', 'token', '*.password', '*.token', 'req.headers.cookie', 'req.headers.authorization'],
    hooks: {
      logMethod(args, method, weight) {
        // What is fatal comes once.
        if (weight < 40 || weight >= 60) return method.apply(this, args);
        const held = calm.pass(wordsOf(args), performance.now());
        if (held === null) return;
        const [first, ...rest] = args as unknown[];
        if (held === 0 || typeof first !== 'object' || first === null) return method.apply(this, args);
        return method.apply(this, [{ ...first, before: held }, ...rest] as unknown as typeof args);
      },
    },
  });
}

/** A line in full, and what it is about: its sentence, its jurisdiction and the fault, without what differs from one to the next. */
function wordsOf(args: readonly unknown[]): { exact: string; cause: string } {
  const [first, second] = args;
  if (typeof first !== 'object' || first === null) return { exact: String(first), cause: String(first) };
  const { err, ...rest } = first as Record<string, unknown>;
  const { message, code } = (err ?? {}) as { message?: unknown; code?: unknown };
  const fault = code === undefined ? message : code;
  const { jurisdiction, why } = rest;
  return {
    exact: JSON.stringify([second, fault, rest], (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    ),
    cause: JSON.stringify([second, fault, jurisdiction, why]),
  };
}
