import { minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { Works } from '../works.ts';
import type { Packs } from '../packs/port.ts';
import type { Execute } from '../ports.ts';
import type { ClueStore } from '../storage/readings/clue-store.ts';
import { openMatterOf } from './matter.ts';

export interface UnfinishedPorts {
  packs: Pick<Packs, 'all'>;
  clues: ClueStore;
  execute: Execute;
  clock: () => number;
  log: Log;
  works: Works;
}

/** A word that is younger may still be on its way to the ledger. */
export const unfinishedAfterMs = minuteMs;

/**
 * Brings to an end what a server began and did not finish: clues that somebody made a matter of and that have no number. Each is asked for
 * again in the name and under the key of that word, so a matter that stands is found and one that does not is opened, once, however
 * many servers look and however often they die. What an older version left without a name is looked up, else offered to people again.
 */
export async function finishClues({ packs, clues, execute, clock, log }: UnfinishedPorts): Promise<void> {
  for (const pack of packs.all()) {
    for (const clue of await clues.unfinished(pack.id, clock() - unfinishedAfterMs)) {
      if (clue.person) {
        const refusal = await openMatterOf({ clues, execute }, pack, clue.person, clue);
        if (refusal)
          log.warn({ jurisdiction: pack.id, clue: clue.id, refusal }, 'bringing a clue to its matter failed');
      } else await clues.become(pack.id, clue.id, clue.decidedAt, clue.known);
    }
  }
}

/** Looks once a minute, the first time at once. */
export function startFinishing(ports: UnfinishedPorts): { stop(): Promise<void> } {
  let work = Promise.resolve();
  const look = (): void => {
    work = work.then(async () => void (await ports.works.round('finishing clues', () => finishClues(ports))));
  };
  const timer = setInterval(look, minuteMs);
  look();
  return {
    async stop() {
      clearInterval(timer);
      await work;
    },
  };
}
