import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { ReadingLine } from '../storage/readings/reading-line.ts';
import { copyTrack, type Track } from './quality.ts';

export interface WayOptions {
  /** What is known to be stored; brought up to date by `reload`. */
  stored: Track;
  openLine(): Promise<ReadingLine>;
  /** Reads the newest stored readings into `stored`. */
  reload(): Promise<void>;
  log: Log;
}

/** The connection that readings are stored by: lost with a commit that failed, and sought until it is back. */
export interface Way {
  write: ReadingLine['write'];
  isAway(): boolean;
  /** Until the database is back, nothing is taken; then what it holds is read anew. Resolves then, or when the way is closed. */
  lose(): Promise<void>;
  close(): void;
}

/** Opens it; what is stored is what was `admitted`. Throws when the database cannot be reached. */
export async function openWay(options: WayOptions, admitted: Track): Promise<Way> {
  const { stored, log } = options;
  let line = await options.openLine();
  let isAway = false;
  let isClosed = false;
  const readAnew = async (): Promise<void> => {
    await options.reload();
    copyTrack(stored, admitted);
  };
  await readAnew();
  return {
    write: (...rows) => line.write(...rows),
    isAway: () => isAway,
    async lose() {
      if (isAway) return;
      isAway = true;
      line.close();
      for (let waitMs = 50; !isClosed; waitMs = Math.min(waitMs * 2, 1_000)) {
        await pause(waitMs);
        try {
          line = await options.openLine();
          if (isClosed) return line.close();
          await readAnew();
          isAway = false;
          log.info('storing readings works again');
          return;
        } catch (error) {
          log.warn({ err: error }, 'database unavailable: readings refused');
        }
      }
    },
    close() {
      isClosed = true;
      line.close();
    },
  };
}
