import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/**
 * Works that a server does by itself, again and again: totals that follow the ledger, terms that end, files nobody named. Each is
 * tried again by whoever runs it; what fails meanwhile is logged, counted, and named by the health of the server, because nothing
 * else would tell that a figure stands still.
 */
export interface Works {
  /** One round of a work, of one jurisdiction or of all; answers whether it came through. */
  round(work: string, run: () => unknown, jurisdiction?: string): Promise<boolean>;
  /** What did not come through the last time, and the instant since when. */
  failing(): readonly { work: string; jurisdiction?: string; since: number }[];
}

export interface WorksOptions {
  log: Log;
  metrics?: Metrics;
  clock?: () => number;
}

export function openWorks({ log, metrics, clock = Date.now }: WorksOptions): Works {
  const failing = new Map<string, ReturnType<Works['failing']>[number]>();
  return {
    async round(work, run, jurisdiction) {
      const of = jurisdiction === undefined ? {} : { jurisdiction };
      const key = JSON.stringify([work, jurisdiction]);
      try {
        await run();
        failing.delete(key);
        return true;
      } catch (error) {
        if (!failing.has(key)) failing.set(key, { work, ...of, since: clock() });
        metrics?.count('upkeep_failed_total', { work });
        log.error({ err: error, ...of }, `${work} failed`);
        return false;
      }
    },
    failing: () => [...failing.values()],
  };
}

/** A run that may fail once what it belongs to is over: its pool is closed then, and nobody waits for it. */
export const untilOver = (isOver: () => boolean, run: () => Promise<unknown>) => async (): Promise<void> => {
  await run().catch((error: unknown) => {
    if (!isOver()) throw error;
  });
};
