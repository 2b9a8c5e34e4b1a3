import { refuse, type Refusal } from '#shared/kernel/refusal.ts';

/** Looks into the past are taken one after the other in each county: they must not crowd out the present. */
export interface Turns {
  take<T>(county: string, look: () => Promise<T>): Promise<T | Refusal>;
  /** Whether one is being taken. */
  isBusy(county: string): boolean;
}

/** As many may wait. */
const mostWaiting = 24;

export function openTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  const waiting = new Map<string, number>();
  return {
    isBusy: (county) => (waiting.get(county) ?? 0) > 0,
    async take(county, look) {
      const count = waiting.get(county) ?? 0;
      if (count >= mostWaiting) return refuse('busy', 'past-busy');
      waiting.set(county, count + 1);
      const turn = (last.get(county) ?? Promise.resolve()).then(look);
      last.set(
        county,
        turn.catch(() => undefined),
      );
      try {
        return await turn;
      } finally {
        waiting.set(county, (waiting.get(county) ?? 1) - 1);
      }
    },
  };
}
