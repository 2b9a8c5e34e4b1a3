import { setTimeout as pause } from 'node:timers/promises';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Works } from '../works.ts';
import { stormsOf } from '../simulator/storms.ts';
import { valueAt, type SignalWorld } from '../simulator/signals.ts';
import type { openPastMinutes, PastValue } from '../storage/readings/past-minutes.ts';

export interface InstrumentPorts {
  past: ReturnType<typeof openPastMinutes>;
  packs: readonly LoadedPack[];
  numbersOf(jurisdiction: string, sensors: readonly string[]): Promise<Int32Array>;
  days: number;
  clock: () => number;
  works: Works;
  /** Until a house has let its first people in. */
  afterMs?: number;
}
/** As the pretend county has it, so that its curves go on. */
const [seed, usualAfterMs] = [20_261_122, 60_000];
/** It rests so many times as long as an hour of the past took: whoever sits before the county has the machine. */
const restTimes = 3;

/**
 * Gives the instruments of demo counties a past: one value an hour of as many days as matters have, before whatever was measured. It is made after the
 * house stands, the newest first, an hour at a time with a rest between.
 */
export function startInstrumentPast(ports: InstrumentPorts): { done: Promise<void>; stop(): Promise<void> } {
  const { packs, works, afterMs = usualAfterMs } = ports;
  const over = new AbortController();
  async function tellAll(): Promise<void> {
    await pause(afterMs, undefined, { signal: over.signal }).catch(() => undefined);
    for (const pack of packs)
      if (pack.pack.demo && !over.signal.aborted)
        await works.round('telling the past of instruments', () => tell(ports, pack, over.signal), pack.id);
  }
  const done = tellAll();
  return {
    done,
    async stop() {
      over.abort();
      await done;
    },
  };
}

async function tell(
  { past, numbersOf, clock, days }: InstrumentPorts,
  pack: LoadedPack,
  over: AbortSignal,
): Promise<void> {
  const numbers = await numbersOf(
    pack.id,
    pack.pack.sensors.map(({ id }) => id),
  );
  const now = clock();
  const first = now - days * dayMs;
  // Before what was measured, or was told before the house was stopped.
  const last = Math.floor(((await past.oldest(numbers)) ?? now) / hourMs) * hourMs - hourMs;
  if (last < first) return;
  await past.room(first, last);
  const world: SignalWorld = {
    seed,
    utcOffsetMinutes: pack.pack.calendar.utcOffsetMinutes,
    episodes: 0.003,
    silences: 0.008,
  };
  const storm = stormsOf(pack, seed);
  for (let at = last; at >= first && !over.aborted; at -= hourMs) {
    const begun = performance.now();
    const values = pack.pack.sensors.flatMap((sensor, ordinal): PastValue[] => {
      const number = numbers[ordinal] ?? 0;
      if (sensor.counts || sensor.retired || number === 0) return [];
      const value = valueAt(sensor, pack.rulesOf(ordinal), at, world, storm(ordinal, at));
      return value === null ? [] : [{ sensor: number, value }];
    });
    await past.put(at, values);
    const restMs = restTimes * (performance.now() - begun);
    await pause(restMs, undefined, { signal: over }).catch(() => undefined);
  }
}
