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
  /** A work that this server does no longer, or all of a jurisdiction that it serves no more: another one answers for what failed. */
  forget(jurisdiction: string, work?: string): void;
  /** The same until `over`: what fails in them is named no longer than they last. */
  within(over: AbortSignal): Works;
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
  const keyOf = (work: string, jurisdiction?: string): string => JSON.stringify([work, jurisdiction]);
  function lasting(over?: AbortSignal): Works {
    const mine = new Set<string>();
    over?.addEventListener('abort', () => mine.forEach((key) => failing.delete(key)), { once: true });
    return {
      async round(work, run, jurisdiction) {
        const of = jurisdiction === undefined ? {} : { jurisdiction };
        const key = keyOf(work, jurisdiction);
        try {
          await run();
          failing.delete(key);
          return true;
        } catch (error) {
          if (!failing.has(key) && !over?.aborted) failing.set(key, { work, ...of, since: clock() });
          mine.add(key);
          metrics?.count('upkeep_failed_total', { work });
          log.error({ err: error, ...of }, `${work} failed`);
          return false;
        }
      },
      forget(jurisdiction, work) {
        if (work !== undefined) failing.delete(keyOf(work, jurisdiction));
        else for (const [key, one] of failing) if (one.jurisdiction === jurisdiction) failing.delete(key);
      },
      within: (shorter) => lasting(over ? AbortSignal.any([over, shorter]) : shorter),
      failing: () => [...failing.values()],
    };
  }
  return lasting();
}

/** A run that may fail once what it belongs to is over: its pool is closed then, and nobody waits for it. */
export const untilOver = (isOver: () => boolean, run: () => Promise<unknown>) => async (): Promise<void> => {
  await run().catch((error: unknown) => {
    if (!isOver()) throw error;
  });
};
