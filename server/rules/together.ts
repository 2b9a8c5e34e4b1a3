import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { combine, type Combination, type Part, type Together } from './combined.ts';
import type { CombinedWatch, Watch, WatchList } from './watch-list.ts';

export interface TogetherAlarms extends Alarms {
  /** Time has passed. */
  lookTogether(now: number): void;
  /** The rules are others now. */
  gather(): void;
}

/** Alarms that also hear what combined rules make of what the others raise. */
export function withTogether(
  alarms: Alarms,
  { sensors }: Pick<OpenHotLane, 'sensors'>,
  list: WatchList,
  clock: () => number,
): TogetherAlarms {
  let combination: Combination = combine([], () => undefined);
  const watchOf = new Map<number, CombinedWatch>();
  let before = new Map<number, Part>();
  function gather(): void {
    watchOf.clear();
    const parts = new Map<number, Part>();
    const byLane = new Map<string, Watch[]>();
    for (const watch of list.all)
      if (watch) {
        const { id } = sensors.laneOf(watch.slot);
        byLane.set(id, [...(byLane.get(id) ?? []), watch]);
      }
    const all: Together[] = [];
    for (const watches of byLane.values()) {
      const combined = watches.filter((watch) => watch.kind === 'combined');
      for (const watch of combined) {
        watchOf.set(watch.index, watch);
        all.push(Object.assign(watch, { parts: partsOf(watch, watches, placeOf, keep) }));
      }
    }
    before = parts;
    function keep({ index, slot, rule }: Watch): Part {
      const part = parts.get(index) ??
        before.get(index) ?? { index, slot, rule: rule.id, since: NaN, until: NaN };
      parts.set(index, part);
      return part;
    }
    combination = combine(all, (said) => {
      const watch = watchOf.get(said.of.index);
      if (!watch) return;
      if (said.kind === 'clear') alarms.clear(watch);
      else alarms.raise(watch, said.since, said.at);
    });
  }
  function placeOf(slot: number): Point | undefined {
    const { base, loaded } = sensors.laneOf(slot);
    return loaded.pack.sensors[slot - base]?.place;
  }
  gather();
  return {
    ...alarms,
    gather,
    lookTogether: (now) => combination.look(now),
    raise(watch, since, at, arrivedAt) {
      alarms.raise(watch, since, at, arrivedAt);
      combination.raised(watch.index, clock());
    },
    clear(watch) {
      alarms.clear(watch);
      combination.cleared(watch.index, clock());
    },
    retract(watch, isLast) {
      alarms.retract(watch, isLast);
      if (isLast) combination.undone(watch.index, clock());
    },
    resume(watch, since, stood) {
      const part = before.get(watch.index);
      if (part) [part.since, part.until] = [since, NaN];
      alarms.resume(watch, since, stood);
    },
  };
}

/** The watches of its rules on sensors within its distance. */
function partsOf(
  { rule, slot }: CombinedWatch,
  watches: readonly Watch[],
  placeOf: (slot: number) => Point | undefined,
  keep: (watch: Watch) => Part,
): Part[] {
  const here = placeOf(slot);
  return watches.flatMap((watch) => {
    if (watch.kind === 'combined' || !rule.rules.includes(watch.rule.id)) return [];
    const there = placeOf(watch.slot);
    return here && there && metresBetween(here, there) <= rule.withinM ? [keep(watch)] : [];
  });
}
