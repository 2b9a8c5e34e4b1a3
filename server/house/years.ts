import { setTimeout as pause } from 'node:timers/promises';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import { bindYears, lastClosed } from '../ledger/bind.ts';
import { makeYears } from '../storage/record/ledger-leaves.ts';
import type { HouseGround } from './ground.ts';

/**
 * Parts of the ledger for the years that come; and where it was told how many closed years stay in the database, those before them
 * are bound.
 */
export function startYears(ground: HouseGround): { stop(): Promise<void> } {
  const { config, database, files, clock, log, packs, works } = ground;
  const ending = new AbortController();
  async function round(): Promise<void> {
    if (packs.ids.some((id) => ground.doubt(id))) return;
    const now = clock();
    await works.round('making years of the ledger', () => makeYears(database, now));
    const { LEDGER_YEARS: kept } = config;
    if (kept === undefined) return;
    const tell = (what: string): void => log.info({ what }, 'ledger bound');
    await works.round('binding years of the ledger', () =>
      bindYears({ database, files, now, tell }, lastClosed(now) - kept),
    );
  }
  const running = (async () => {
    for (let waitMs = 2 * minuteMs; !ending.signal.aborted; waitMs = hourMs) {
      await pause(waitMs, undefined, { ref: false, signal: ending.signal }).catch(() => undefined);
      if (!ending.signal.aborted) await round();
    }
  })();
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}
