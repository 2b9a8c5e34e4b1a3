import { addTo } from '#shared/kernel/group-by.ts';
import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { combine, type Combination, type Part, type Together } from './combined.ts';
import type { CombinedSentry, Sentry, Sentries } from './sentries.ts';

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
  list: Sentries,
  clock: () => number,
): TogetherAlarms {
  let gathered: Gathered = { all: [], sentryOf: new Map(), parts: new Map() };
  let combination: Combination = combine([], () => undefined);
  function gather(): void {
    gathered = gatherParts(list, sensors, gathered.parts);
    const { all, sentryOf } = gathered;
    combination = combine(all, (said) => {
      const sentry = sentryOf.get(said.of.index);
      if (!sentry) return;
      if (said.kind === 'clear') alarms.clear(sentry);
      else alarms.raise(sentry, said.since, said.at);
    });
  }
  gather();
  return {
    ...alarms,
    gather,
    lookTogether: (now) => combination.look(now),
    raise(sentry, since, at, arrivedAt) {
      alarms.raise(sentry, since, at, arrivedAt);
      combination.raised(sentry.index, clock());
    },
    clear(sentry) {
      alarms.clear(sentry);
      combination.cleared(sentry.index, clock());
    },
    retract(sentry, isLast) {
      alarms.retract(sentry, isLast);
      if (isLast) combination.undone(sentry.index, clock());
    },
    resume(sentry, since, stood) {
      const part = gathered.parts.get(sentry.index);
      if (part) [part.since, part.until] = [since, NaN];
      alarms.resume(sentry, since, stood);
    },
  };
}

interface Gathered {
  all: Together[];
  sentryOf: ReadonlyMap<number, CombinedSentry>;
  parts: ReadonlyMap<number, Part>;
}

/** Combined rules with the parts that each is made of; a part that was there before goes on as it stands. */
function gatherParts(
  list: Sentries,
  sensors: OpenHotLane['sensors'],
  before: ReadonlyMap<number, Part>,
): Gathered {
  const all: Together[] = [];
  const sentryOf = new Map<number, CombinedSentry>();
  const parts = new Map<number, Part>();
  const placeOf = (slot: number): Point | undefined => {
    const { base, loaded } = sensors.laneOf(slot);
    return loaded.pack.sensors[slot - base]?.place;
  };
  function keep({ index, slot, rule }: Sentry): Part {
    const part = parts.get(index) ??
      before.get(index) ?? { index, slot, rule: rule.id, since: NaN, until: NaN };
    parts.set(index, part);
    return part;
  }
  for (const sentries of byCounty(list, sensors).values()) {
    const combined = sentries.filter((sentry) => sentry.kind === 'combined');
    for (const sentry of combined) {
      sentryOf.set(sentry.index, sentry);
      all.push(Object.assign(sentry, { parts: partsOf(sentry, sentries, placeOf, keep) }));
    }
  }
  return { all, sentryOf, parts };
}

/** The sentries of its rules on sensors within its distance. */
function partsOf(
  { rule, slot }: CombinedSentry,
  sentries: readonly Sentry[],
  placeOf: (slot: number) => Point | undefined,
  keep: (sentry: Sentry) => Part,
): Part[] {
  const here = placeOf(slot);
  return sentries.flatMap((sentry) => {
    if (sentry.kind === 'combined' || !rule.rules.includes(sentry.rule.id)) return [];
    const there = placeOf(sentry.slot);
    return here && there && metresBetween(here, there) <= rule.withinM ? [keep(sentry)] : [];
  });
}

function byCounty(list: Sentries, sensors: OpenHotLane['sensors']): Map<string, Sentry[]> {
  const found = new Map<string, Sentry[]>();
  for (const sentry of list.all) {
    if (!sentry) continue;
    const { id } = sensors.laneOf(sentry.slot);
    addTo(found, id, sentry);
  }
  return found;
}
