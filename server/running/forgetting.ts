import { dayMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';

/** Something that is kept for a term and no longer. */
export interface Term {
  /** For the log. */
  what: string;
  /** Milliseconds. */
  keepMs: number;
  /** Deletes what a jurisdiction has from before an instant. */
  forget(jurisdiction: string, before: number): Promise<void>;
}

export interface ForgettingOptions {
  terms: readonly Term[];
  packs: { readonly ids: readonly string[] };
  clock: () => number;
  /** Whether the clock is in doubt where a jurisdiction is: what is deleted by a wrong date does not come back. */
  doubt(jurisdiction: string): unknown;
  log: Log;
}

/** Keeps terms: at a start and then once a day. What fails is told and tried again on the next day. */
export function startForgetting({ terms, packs, clock, doubt, log }: ForgettingOptions) {
  let round: Promise<void> = Promise.resolve();
  let isEnded = false;
  async function forgetAll(): Promise<void> {
    for (const jurisdiction of packs.ids) {
      for (const { what, keepMs, forget } of terms) {
        if (isEnded || doubt(jurisdiction)) continue;
        await forget(jurisdiction, clock() - keepMs).catch((error: unknown) =>
          log.error({ err: error, jurisdiction, what }, 'deleting expired data failed'),
        );
      }
    }
  }
  const start = (): void => void (round = round.then(forgetAll));
  start();
  const daily = setInterval(start, dayMs);
  return {
    async stop(): Promise<void> {
      isEnded = true;
      clearInterval(daily);
      await round;
    },
  };
}
