import type { Log } from '../log.ts';

/** What was opened, and how it is closed: last opened, first closed, because what came later stands on what came before. */
export function closeInTurn(log: Log): {
  onStop(end: () => unknown): void;
  /** Closes all; `before` is called when only the first thing opened is left. */
  all(before?: () => void): Promise<void>;
} {
  const ends: (() => unknown)[] = [];
  let isClosed = false;
  const close = async (end: () => unknown): Promise<void> => {
    try {
      await end();
    } catch (error) {
      log.error({ err: error }, 'closing a part of the server failed');
    }
  };
  return {
    onStop(end) {
      // An opening that was broken off may still bring something.
      if (isClosed) void close(end);
      else ends.push(end);
    },
    async all(before) {
      for (let end = ends.pop(); end; end = ends.pop()) {
        if (ends.length === 0) before?.();
        await close(end);
      }
      isClosed = true;
    },
  };
}
