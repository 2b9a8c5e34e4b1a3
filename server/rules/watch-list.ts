import type { CourseRule, NoDataRule, Rule } from '#shared/sensing/rule.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Lane, Sensors } from '../readings/sensors.ts';
import { standing, type Together } from './combined.ts';
import type { ArrivalState } from './arrival.ts';
import type { ClockState } from './clock.ts';
import { derivedOf, emptyMemory, limitsOf, type Derived, type Limits, type Memory } from './derive.ts';
import { usualBand } from './learned.ts';
import { restingThreshold, type Episode, type ThresholdState } from './threshold.ts';

/** One rule on one sensor: over the course of its readings, or over its silence. `index` is its place in the list of all. */
export type Watch = ThresholdWatch | NoDataWatch | CombinedWatch;
export interface ThresholdWatch {
  kind: 'threshold';
  index: number;
  slot: number;
  rule: CourseRule;
  limits: Limits;
  /** What it looks at in place of the value; null: the value itself. */
  derived: Derived | null;
  /** What that remembers: after all readings of the course, and up to its floor. */
  memory: Memory;
  memoryBefore: Memory;
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
  /** Between what the newest reading would have been usual; null: it does not know. */
  usual: () => readonly [low: number, high: number] | null;
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

/** What others raise together around a sensor. */
export interface CombinedWatch extends Together {
  kind: 'combined';
  /** The slots that stand together. */
  others: (now: number) => readonly number[];
}

export interface WatchList {
  /** By index; a hole where the rule is no more. */
  all: readonly (Watch | undefined)[];
  /** Watches of each slot, by kind. */
  thresholds: readonly (readonly ThresholdWatch[] | undefined)[];
  noData: readonly (readonly NoDataWatch[] | undefined)[];
  /** Lays out a lane whose pack is another: a rule that is as it was goes on in its state, one that changed begins anew. */
  place(lane: Lane): { gone: Watch[]; come: Watch[] };
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
  const all: (Watch | undefined)[] = [];
  const thresholds: (ThresholdWatch[] | undefined)[] = [];
  const noData: (NoDataWatch[] | undefined)[] = [];
  const combined: (CombinedWatch[] | undefined)[] = [];
  /** Lays out one slot; answers what was there and is no more, and what is new. */
  function lay(slot: number, rules: readonly Rule[], offsetMs: number): { gone: Watch[]; come: Watch[] } {
    const before = new Map<string, Watch>();
    for (const watch of thresholds[slot] ?? []) before.set(watch.rule.id, watch);
    for (const watch of noData[slot] ?? []) before.set(watch.rule.id, watch);
    for (const watch of combined[slot] ?? []) before.set(watch.rule.id, watch);
    const gapMs = gapOf(rules, sensors.everyMs[slot] ?? 0);
    const [own, silent, together]: [ThresholdWatch[], NoDataWatch[], CombinedWatch[]] = [[], [], []];
    const come: Watch[] = [];
    for (const rule of rules) {
      const known = before.get(rule.id);
      const stays = known !== undefined && isDeepStrictEqual(known.rule, rule);
      const watch = stays ? known : makeWatch(rule, slot, all.length, gapMs, offsetMs);
      if (stays) before.delete(rule.id);
      else come.push(watch);
      all[watch.index] = watch;
      if (watch.kind === 'threshold') own.push(Object.assign(watch, { gapMs }));
      else if (watch.kind === 'no-data') silent.push(watch);
      else together.push(watch);
    }
    thresholds[slot] = own;
    noData[slot] = silent;
    combined[slot] = together;
    const gone = [...before.values()];
    for (const { index } of gone) all[index] = undefined;
    return { gone, come };
  }
  function place({ base, count, loaded }: Lane): { gone: Watch[]; come: Watch[] } {
    const gone: Watch[] = [];
    const come: Watch[] = [];
    for (let slot = base; slot < base + count; slot++) {
      const laid = lay(slot, loaded.rulesOf(slot - base), loaded.pack.calendar.utcOffsetMinutes * minuteMs);
      gone.push(...laid.gone);
      come.push(...laid.come);
    }
    return { gone, come };
  }
  for (const lane of sensors.lanes.values()) place(lane);
  return { all, thresholds, noData, place };
}

function makeWatch(rule: Rule, slot: number, index: number, gapMs: number, offsetMs: number): Watch {
  if (rule.kind === 'combined') {
    const watch: CombinedWatch = {
      kind: 'combined',
      index,
      slot,
      rule,
      isRaised: false,
      parts: [],
      others: (now) => [...new Set(standing(watch, now).map((part) => part.slot))],
    };
    return watch;
  }
  return rule.kind === 'no-data'
    ? { kind: 'no-data', index, slot, rule, isRaised: false, clock: null }
    : makeThresholdWatch(rule, slot, index, gapMs, offsetMs);
}

/** A rule over the course of readings, at rest. `offsetMs`: local time ahead of UTC. */
export function makeThresholdWatch(
  rule: CourseRule,
  slot: number,
  index: number,
  gapMs: number,
  offsetMs = 0,
): ThresholdWatch {
  const derived = derivedOf(rule, offsetMs);
  const memory = emptyMemory(rule.kind);
  const watch: ThresholdWatch = {
    kind: 'threshold',
    index,
    slot,
    rule,
    gapMs,
    derived,
    memory,
    usual: () => (watch.memory.learnt ? usualBand(watch.memory.learnt) : null),
    limits: limitsOf(rule),
    memoryBefore: emptyMemory(rule.kind),
    state: restingThreshold(),
    before: restingThreshold(),
    episodes: [],
    arrival: null,
    heardAt: NaN,
  };
  return watch;
}
