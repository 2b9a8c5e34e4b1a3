import { setTimeout as pause } from 'node:timers/promises';
import { localMidnight } from '#shared/clock/deadline.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Counties } from './county-at.ts';

/** What is made ready beside the looks, so that few of them find nothing near. It takes no turn: whoever looks goes before it. */
export interface Warming {
  /** Somebody looked at this instant: its day is held, and the midnights beside it are kept. */
  looked(pack: LoadedPack, at: number): void;
  /** Keeps the midnight of the day, and from call to call one more of those before it that has none. */
  keepDays(packs: readonly LoadedPack[]): Promise<void>;
  stop(): void;
}
export interface WarmingPorts {
  counties: Pick<Counties, 'keepDay' | 'holdDay'>;
  /** Whether somebody looks at the past of a county just now. */
  isBusy: (county: string) => boolean;
  clock: () => number;
  log: Log;
}

/** Days that were held lately: holding one again costs a look through what is in memory. */
const mostDays = 8;
/** Work at the side waits for those who look, so long at most for each part: a day is held soon even while somebody plays it. */
const [restMs, mostRestMs] = [20, 200];
/** So many days back each midnight is kept, also where a county came with a past or the form of checkpoints was raised. */
const backDays = 31;

export function openWarming({ counties, isBusy, clock, log }: WarmingPorts): Warming {
  const held = new Set<string>();
  /** How far back the midnights of a county are known to be kept, in days. */
  const back = new Map<string, number>();
  let isStopped = false;
  let work = Promise.resolve();
  const rest = async (county: string): Promise<boolean> => {
    for (let waited = 0; waited < mostRestMs && !isStopped && isBusy(county); waited += restMs)
      await pause(restMs, undefined, { ref: false });
    return !isStopped;
  };
  const aside = (what: () => Promise<void>): void => {
    work = work.then(async () => {
      if (isStopped) return;
      await what().catch(
        (error: unknown) => isStopped || log.warn({ err: error }, 'replay: making a day ready failed'),
      );
    });
  };
  async function makeReady(pack: LoadedPack, at: number): Promise<void> {
    const now = clock();
    await counties.holdDay(pack, at, now, () => rest(pack.id));
    for (const beside of [at - dayMs, at + dayMs])
      if (beside <= now && (await rest(pack.id))) await counties.keepDay(pack, beside);
  }
  return {
    looked(pack, at) {
      const day = `${pack.id} ${pack.edition} ${localMidnight(pack.pack.calendar, at)}`;
      if (held.has(day)) return;
      held.add(day);
      for (const old of held) if (held.size > mostDays) held.delete(old);
      aside(() => makeReady(pack, at));
    },
    async keepDays(packs) {
      for (const pack of packs) {
        await counties.keepDay(pack, clock());
        let days = back.get(pack.id) ?? 1;
        for (; days <= backDays && !isStopped; days++)
          if (await counties.keepDay(pack, clock() - days * dayMs)) break;
        back.set(pack.id, days);
      }
    },
    stop() {
      isStopped = true;
    },
  };
}

/** How often midnights are looked for that have no checkpoint. */
export const keepMs = 5 * minuteMs;
