import { dice, seedOf } from '#shared/kernel/dice.ts';
import type { ThresholdRule } from '#shared/sensing/rule.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane, Latest, RaisedRule } from '../ports.ts';

/** What instruments, cameras and people said up to `at`, an instant of the record. */
export interface Measured {
  lane: HotLane;
  /** What indicators stood at. */
  cells: ReadonlyMap<string, string>;
  at: number;
}

/** A weather that is made: the instruments of what a plan is about go beyond their limits and come back. */
export interface Weather {
  items: ReadonlySet<string>;
  from: number;
  spanMs: number;
  seed: string;
}

/** What was measured, told by the clock of a drill: as old there as it was then. */
export function byDrillClock({ lane, at }: Measured, now: number): HotLane {
  const moved = (instants: Float64Array): Float64Array =>
    instants.map((one) => (one > 0 ? one + now - at : 0));
  return {
    ...lane,
    latest(jurisdiction) {
      const latest = lane.latest(jurisdiction);
      return { ...latest, at: moved(latest.at), receivedAt: moved(latest.receivedAt) };
    },
    isOnline: (jurisdiction, ordinal) => lane.isOnline(jurisdiction, ordinal, at),
    staff: (jurisdiction, _, among) => lane.staff(jurisdiction, at, among),
    raised: (jurisdiction) =>
      lane.raised(jurisdiction).map((one) => ({ ...one, since: one.since + now - at, incident: null })),
  };
}

/**
 * The same lane under a made weather at `now`: each instrument that a limit for one of the items is set on swells with the drill, most
 * in its middle, and by dice as far as its own limit or not quite. An instrument that was silent stays so.
 */
export function underWeather(lane: HotLane, pack: LoadedPack, weather: Weather, now: number): HotLane {
  const swell = swellAt((now - weather.from) / weather.spanMs);
  const moved = touchedBy(pack, weather).map(({ ordinal, rule, share }) => {
    const before = lane.latest(pack.id).value[ordinal] ?? 0;
    return { ordinal, rule, share, value: before + (rule.enter - before) * share * swell };
  });
  const beyond = moved.filter(({ share }) => share * swell > 1);
  const made = beyond.map(({ ordinal, rule, share }): RaisedRule => {
    const since = weather.from + Math.round((weather.spanMs * Math.asin(Math.sqrt(1 / share))) / Math.PI);
    return { sensor: ordinal, rule: rule.id, since, incident: null };
  });
  return {
    ...lane,
    latest(jurisdiction): Latest {
      const latest = lane.latest(jurisdiction);
      const value = latest.value.slice();
      for (const one of moved) if ((latest.at[one.ordinal] ?? 0) > 0) value[one.ordinal] = one.value;
      return { ...latest, value };
    },
    raised: (jurisdiction) => [
      ...lane.raised(jurisdiction),
      ...made.filter(({ sensor }) => (lane.latest(jurisdiction).at[sensor] ?? 0) > 0),
    ],
  };
}

/** Of a span, in [0, 1]: nothing at its ends, all in its middle. */
export const swellAt = (share: number): number =>
  share <= 0 || share >= 1 ? 0 : Math.sin(Math.PI * share) ** 2;

/** Instruments that the weather moves, each with its limit and how far it goes towards it and beyond. */
function touchedBy(
  pack: LoadedPack,
  { items, seed }: Weather,
): { ordinal: number; rule: ThresholdRule; share: number }[] {
  const roll = dice(seedOf(seed));
  return pack.pack.sensors.flatMap((_, ordinal) => {
    const share = 0.5 + 0.6 * roll.roll();
    const rule = pack
      .rulesOf(ordinal)
      .find((one): one is ThresholdRule => one.kind === 'threshold' && items.has(one.item));
    return rule ? [{ ordinal, rule, share }] : [];
  });
}
