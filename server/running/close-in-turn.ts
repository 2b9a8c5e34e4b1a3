import type { Log } from '../log.ts';

/** What was opened, and how it is closed: last opened, first closed, because what came later stands on what came before. */
export function closeInTurn(log: Log): {
  onStop(end: () => unknown): void;
  /** Closes all; `before` is called when only the first thing opened is left. */
  all(before?: () => void): Promise<void>;
} {
  const parts: Part[] = [];
  let isClosed = false;
  const close = async ({ end, openedAt }: Part): Promise<void> => {
    const slow = setTimeout(() => log.warn({ openedAt }, 'a part of the server is slow to close'), slowMs);
    try {
      await end();
    } catch (error) {
      log.error({ err: error, openedAt }, 'closing a part of the server failed');
    } finally {
      clearTimeout(slow);
    }
  };
  return {
    onStop(end) {
      const part = { end, openedAt: callerOf(new Error().stack) };
      // An opening that was broken off may still bring something.
      if (isClosed) void close(part);
      else parts.push(part);
    },
    async all(before) {
      for (let part = parts.pop(); part; part = parts.pop()) {
        if (parts.length === 0) before?.();
        await close(part);
      }
      isClosed = true;
    },
  };
}

interface Part {
  end: () => unknown;
  /** Where in the code it was opened: its name in the log. */
  openedAt: string;
}

/** Longer than a part takes with a database that answers. */
const slowMs = 1_500;

/** Who called the function that made this trace: file and line. */
const callerOf = (trace = ''): string =>
  /([^/\\(]+:\d+):\d+\)?$/u.exec(trace.split('\n')[2] ?? '')?.[1] ?? '?';
