import type { NoDataRule, Rule, ThresholdRule } from '#shared/sensing/rule.ts';
import type { Sensors } from '../readings/sensors.ts';
import { restingThreshold, type ThresholdState } from './threshold.ts';

/** One rule on one sensor. `index` is its place in the list of all. */
export type Watch = ThresholdWatch | NoDataWatch;
export interface ThresholdWatch {
  kind: 'threshold';
  index: number;
  slot: number;
  rule: ThresholdRule;
  state: ThresholdState;
  gapMs: number;
}
export interface NoDataWatch {
  kind: 'no-data';
  index: number;
  slot: number;
  rule: NoDataRule;
  isRaised: boolean;
}

export interface WatchList {
  all: readonly Watch[];
  /** Watches of each slot, by kind. */
  thresholds: readonly (readonly ThresholdWatch[])[];
  noData: readonly (readonly NoDataWatch[])[];
}

const unheardAfter = 3;

/** Lays out every rule of every sensor. */
export function makeWatchList(sensors: Sensors): WatchList {
  const all: Watch[] = [];
  const thresholds: ThresholdWatch[][] = [];
  const noData: NoDataWatch[][] = [];
  for (const { base, count, loaded } of sensors.lanes.values())
    for (let slot = base; slot < base + count; slot++) {
      const [own, silent]: [ThresholdWatch[], NoDataWatch[]] = [[], []];
      for (const rule of loaded.rulesOf(slot - base)) {
        const watch = makeWatch(rule, slot, all.length, unheardAfter * (sensors.everyMs[slot] ?? 0));
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
    ? { kind: 'threshold', index, slot, rule, state: restingThreshold(), gapMs }
    : { kind: 'no-data', index, slot, rule, isRaised: false };
}
