import type { NoDataRule, Rule, ThresholdRule } from '#shared/sensing/rule.ts';
import type { Sensors } from '../readings/sensors.ts';
import type { ArrivalState } from './arrival.ts';
import type { ClockState } from './clock.ts';
import { restingThreshold, type Episode, type ThresholdState } from './threshold.ts';

/** One rule on one sensor. `index` is its place in the list of all. */
export type Watch = ThresholdWatch | NoDataWatch;
export interface ThresholdWatch {
  kind: 'threshold';
  index: number;
  slot: number;
  rule: ThresholdRule;
  /** What all readings of the course come to, and those up to its floor. */
  state: ThresholdState;
  before: ThresholdState;
  /** When it was raised, as far as the course reaches. */
  episodes: Episode[];
  /** Of readings that come too late for their instants; null: there was none. */
  arrival: ArrivalState | null;
  /** Arrival of the last reading that counts by its instant; NaN: none. */
  heardAt: number;
  gapMs: number;
}
export interface NoDataWatch {
  kind: 'no-data';
  index: number;
  slot: number;
  rule: NoDataRule;
  /** It is silent. */
  isRaised: boolean;
  /** Of its device; null: right, or not known. */
  clock: ClockState | null;
}

export interface WatchList {
  all: readonly Watch[];
  /** Watches of each slot, by kind. */
  thresholds: readonly (readonly ThresholdWatch[])[];
  noData: readonly (readonly NoDataWatch[])[];
}

const unheardAfter = 3;
/** A gap that ends a stretch where no rule tells of silence. */
const usualGapMs = 900_000;

/**
 * The gap that ends a stretch (RULES.md T5): as long as the sensor may be quiet before that is told, so that at no pace of a
 * sensor its rules are blind and its silence untold.
 */
export function gapOf(rules: readonly Rule[], everyMs: number): number {
  const silences = rules.flatMap((rule) => (rule.kind === 'no-data' ? [rule.afterMs] : []));
  return Math.max(unheardAfter * everyMs, silences.length > 0 ? Math.min(...silences) : usualGapMs);
}

/** Lays out every rule of every sensor. */
export function makeWatchList(sensors: Sensors): WatchList {
  const all: Watch[] = [];
  const thresholds: ThresholdWatch[][] = [];
  const noData: NoDataWatch[][] = [];
  for (const { base, count, loaded } of sensors.lanes.values())
    for (let slot = base; slot < base + count; slot++) {
      const [own, silent]: [ThresholdWatch[], NoDataWatch[]] = [[], []];
      const rules = loaded.rulesOf(slot - base);
      const gapMs = gapOf(rules, sensors.everyMs[slot] ?? 0);
      for (const rule of rules) {
        const watch = makeWatch(rule, slot, all.length, gapMs);
        all.push(watch);
        if (watch.kind === 'threshold') own.push(watch);
        else silent.push(watch);
      }
      thresholds[slot] = own;
      noData[slot] = silent;
    }
  return { all, thresholds, noData };
}

function makeWatch(rule: Rule, slot: number, index: number, gapMs: number): Watch {
  return rule.kind === 'threshold'
    ? makeThresholdWatch(rule, slot, index, gapMs)
    : { kind: 'no-data', index, slot, rule, isRaised: false, clock: null };
}

/** A threshold rule at rest. */
export function makeThresholdWatch(
  rule: ThresholdRule,
  slot: number,
  index: number,
  gapMs: number,
): ThresholdWatch {
  return {
    ...{ kind: 'threshold', index, slot, rule, gapMs },
    ...{ state: restingThreshold(), before: restingThreshold(), episodes: [] },
    ...{ arrival: null, heardAt: NaN },
  };
}
