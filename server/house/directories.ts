import { setTimeout as pause } from 'node:timers/promises';
import type { DirectoryWatch } from '../access/directory-watch.ts';
import type { HouseGround } from './ground.ts';

const roundMs = 10_000;

/** Asks the directories of counties again, round after round. Several servers of one house share the work: who was asked of is due later. */
export function followDirectories(
  { works, log }: Pick<HouseGround, 'works' | 'log'>,
  watch: DirectoryWatch,
  note: Parameters<DirectoryWatch['round']>[1],
  everyMs = roundMs,
): { stop(): Promise<void> } {
  const ending = new AbortController();
  async function follow(jurisdiction: string): Promise<void> {
    while (!ending.signal.aborted) {
      await works.round(
        'asking the directory again',
        async () => {
          const { ended, left } = await watch.round(jurisdiction, note);
          if (ended > 0) log.info({ jurisdiction, ended }, 'signed out by the directory');
          if (left.length === 0) return;
          const logins = left.map(({ login }) => login).join(', ');
          throw new AggregateError(
            left.map(({ why }) => why),
            `it says nothing of ${logins}, or it could not be followed`,
          );
        },
        jurisdiction,
      );
      await pause(everyMs, undefined, { ref: false, signal: ending.signal }).catch(() => undefined);
    }
  }
  const running = Promise.all(watch.counties.map(follow));
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}
