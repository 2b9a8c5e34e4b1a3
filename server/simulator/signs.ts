import { dice, seedOf } from '#shared/kernel/dice.ts';
import { hourMs, secondMs } from '#shared/kernel/span.ts';
import type { ConnectedSystem } from '#shared/pack/connected.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** The systems that a pretend county is joined with: each says that it is there, at its own rhythm, and now and then one does not. */
export interface SignPlan {
  pack: LoadedPack;
  base: string;
  /** Of each system its token. */
  tokens: Readonly<Record<string, string>>;
  seed: number;
  log: Log;
}
const lookMs = 20 * secondMs;
/** For so long at a time one is away, and how often that is. */
const [awayMs, awayChance] = [3 * hourMs, 0.012];

export function startSigns({ pack, base, tokens, seed, log }: SignPlan): { stop(): Promise<void> } {
  const next = new Map<string, number>();
  const mine = (pack.pack.connected ?? []).filter(({ demo, id }) => demo && tokens[id] !== undefined);
  let [isOver, work] = [false, Promise.resolve()];
  async function round(): Promise<void> {
    for (const system of mine) {
      const now = Date.now();
      if (isOver || now < (next.get(system.id) ?? 0) || (next.has(system.id) && isAway(system, seed, now)))
        continue;
      const answer = await fetch(`${base}/api/${pack.id}/signs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens[system.id] ?? ''}` },
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`${system.id}: ${answer.status}`);
      next.set(system.id, nextOf(system, seed, now));
    }
  }
  const look = (): void => {
    work = work.then(round).catch((error: unknown) => {
      log.warn({ jurisdiction: pack.id, err: error }, 'simulator: signs of systems failed');
    });
  };
  const timer = mine.length > 0 ? setInterval(look, lookMs) : undefined;
  if (timer) look();
  return {
    async stop() {
      isOver = true;
      clearInterval(timer);
      await work;
    },
  };
}

/** Well within its rhythm. */
export const nextOf = ({ id, everyMs }: ConnectedSystem, seed: number, now: number): number =>
  now + everyMs * (0.5 + 0.4 * dice(seedOf(`${seed}:${id}:${now}`)).roll());

/** Whether a pretend system keeps silent at an instant. */
export const isAway = ({ id }: ConnectedSystem, seed: number, now: number): boolean =>
  dice(seedOf(`${seed}:${id}:away:${Math.floor(now / awayMs)}`)).chance(awayChance);
