import { inRecord } from '#shared/kernel/localized.ts';
import { localMidnight } from '#shared/clock/deadline.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { actorOf, handler } from '../simulator/cast.ts';
import type { CourseWorld, Turn } from '../simulator/course.ts';
import { makeServiceReport } from '../simulator/services.ts';

/** Entries in the lists of credit that units propose a day, by procedure: after weeks some stand in each. */
const perDay: Readonly<Record<string, number>> = { 'abnormal-listing': 0.45, 'dishonesty-listing': 0.15 };

/** What units propose by themselves in the past, in the order of time: nobody else may. */
export function listingTurns(
  pack: LoadedPack,
  { start, now, world, roll }: { start: number; now: number; world: CourseWorld; roll: Dice },
): Turn[] {
  const nameOf = (unit: string): string => inRecord(pack.units.get(unit)?.name) ?? unit;
  const items = pack.pack.catalogue.filter(({ procedure }) => procedure in perDay);
  const turns: Turn[] = [];
  for (let day = localMidnight(pack.pack.calendar, start); day < now; day += dayMs)
    for (const item of items) {
      if (!roll.chance(perDay[item.procedure] ?? 0)) continue;
      const at = Math.round(day + (9 + 7 * roll.roll()) * hourMs);
      const by = actorOf(handler(item.units[0] ?? ''), nameOf);
      turns.push({ at, by, command: makeServiceReport(pack, item, world, at, roll) });
    }
  return turns.filter(({ at }) => at >= start && at < now).toSorted((a, b) => a.at - b.at);
}
