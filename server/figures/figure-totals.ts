import { outcomeNodes } from '#shared/pack/family-figures.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { timeOf } from '#shared/clock/zone.ts';
import type { Log } from '../log.ts';
import type { Works } from '../works.ts';
import type { FigureTotals } from '../ports.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { madeOfPack, type Packs } from '../packs/port.ts';
import type { Database } from '../storage/database.ts';
import {
  figureNext,
  readFigureLag,
  remakeFigures,
  type FigureGround,
} from '../storage/figures/figure-store.ts';
import { lookNext } from '../storage/figures/figure-onlookers.ts';
import { openKeepUp, type KeepUp } from '../storage/keep-up.ts';

/** Figures wait for at most so many ledger entries, and so long for totals that are being made. */
const worthWaitingFor = 20_000;
const patienceMs = 10_000;

/** Keeps the totals of figures up to the ledger. */
export function openFigureTotals(ports: {
  database: Database;
  packs: Packs;
  log: Log;
  works?: Works;
}): FigureTotals & Pick<KeepUp, 'follow'> {
  const { database, packs, log, works } = ports;
  const groundOf = madeOfPack(packs, figureGroundOf);
  const keeping = openKeepUp({
    database,
    log,
    works,
    serve: (open) => packs.serve(open),
    what: 'keeping the totals of figures',
    step: (jurisdiction) => figureNext(database, groundOf(jurisdiction)),
  });
  const looking = openKeepUp({
    database,
    log,
    works,
    serve: (open) => packs.serve(open),
    what: 'looking for units that were only spoken to',
    step: (jurisdiction) => lookNext(database, groundOf(jurisdiction)),
  });
  return {
    async follow() {
      const ends = await Promise.all([keeping.follow(), looking.follow()]);
      return async () => void (await Promise.all(ends.map((end) => end())));
    },
    async freshen(jurisdiction) {
      const lag = await readFigureLag(database, groundOf(jurisdiction));
      if (lag.isMade && lag.entries === 0) return null;
      const work = keeping.catchUp(jurisdiction).then(() => true);
      if (lag.isMade && lag.entries <= worthWaitingFor) return work.then(() => null);
      // What is long goes on by itself.
      work.catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<false>(
        (resolve) => (timer = setTimeout(() => resolve(false), patienceMs)),
      );
      const isDone = await Promise.race([work, patience]).finally(() => clearTimeout(timer));
      return isDone ? null : refuse('busy', 'totals-being-made');
    },
    async remake(jurisdiction) {
      await remakeFigures(database, jurisdiction);
      await keeping.catchUp(jurisdiction);
    },
  };
}

/** What the totals of a pack's matters need to know. */
export function figureGroundOf({ id, pack, procedures }: LoadedPack): FigureGround {
  return {
    jurisdiction: id,
    time: timeOf(pack.calendar),
    outcomes: outcomeNodes,
    byAgent: [...procedures.values()].flatMap((one) => (one.family === 'agency' ? [one.id] : [])),
  };
}
