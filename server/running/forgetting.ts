import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { Works } from '../works.ts';

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
  works: Works;
}

/** Keeps terms: at a start and then once a day. What fails is told and tried again after an hour. */
export function startForgetting({ terms, packs, clock, doubt, works }: ForgettingOptions) {
  let round: Promise<void> = Promise.resolve();
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  async function forgetAll(): Promise<void> {
    let isThrough = true;
    for (const jurisdiction of packs.ids) {
      for (const { what, keepMs, forget } of terms) {
        if (isEnded || doubt(jurisdiction)) continue;
        const run = (): Promise<void> => forget(jurisdiction, clock() - keepMs);
        if (!(await works.round(`deleting expired ${what}`, run, jurisdiction))) isThrough = false;
      }
    }
    if (!isEnded) timer = setTimeout(start, isThrough ? dayMs : hourMs);
  }
  const start = (): void => void (round = round.then(forgetAll));
  start();
  return {
    async stop(): Promise<void> {
      isEnded = true;
      clearTimeout(timer);
      await round;
    },
  };
}
