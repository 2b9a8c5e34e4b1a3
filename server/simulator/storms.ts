import { dice, seedOf } from '#shared/kernel/dice.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/**
 * Rain over one town of a pretend county at a time: every four hours one is drawn, and for an hour some of its gauges climb beyond
 * their limits one after the other. A function of the clock, so that a restarted simulator goes on with the same rain.
 */
export type StormOf = (ordinal: number, at: number) => number;

const everyMs = 4 * hourMs;
const [beginMs, lengthMs, apartMs] = [10 * minuteMs, 50 * minuteMs, 6 * minuteMs];
const wet: ReadonlySet<string> = new Set(['flood-level', 'rainfall']);
/** Gauges of a town that a storm reaches. */
const most = 4;

/** How hard the storm is at an instrument, 0 to 1. */
export function stormsOf({ pack, grid }: LoadedPack, seed: number): StormOf {
  const gauges = pack.sensors.flatMap((sensor, ordinal) => {
    const town = wet.has(sensor.quantity) ? grid.locate(sensor.place)[0]?.id : undefined;
    return town === undefined ? [] : [{ town, ordinal }];
  });
  const towns = [...groupBy(gauges, ({ town }) => town).values()].map((all) =>
    all.slice(0, most).map(({ ordinal }) => ordinal),
  );
  return (ordinal, at) => {
    if (towns.length === 0) return 0;
    const window = Math.floor(at / everyMs);
    const reached = towns[dice(seedOf(`${seed}:storm:${window}`)).between(0, towns.length - 1)] ?? [];
    const place = reached.indexOf(ordinal);
    if (place < 0) return 0;
    const within = (at - window * everyMs - beginMs - place * apartMs) / lengthMs;
    return within < 0 || within > 1 ? 0 : Math.min(1, Math.min(within, 1 - within) * 6);
  };
}
