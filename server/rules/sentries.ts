import type { Zoned } from '#shared/clock/zone.ts';
import type { CourseRule, NoDataRule, Rule } from '#shared/sensing/rule.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Lane, Sensors } from '../readings/sensors.ts';
import { standing, type Together } from './combined.ts';
import type { ArrivalState } from './arrival.ts';
import type { ClockState } from './clock.ts';
import { derivedOf, emptyMemory, limitsOf, type Derived, type Limits, type Memory } from './derive.ts';
import { usualBand } from './learned.ts';
import { restingThreshold, type Episode, type ThresholdState } from './threshold.ts';

/** One rule on one sensor: over the course of its readings, or over its silence. `index` is its place in the list of all. */
export type Sentry = ThresholdSentry | NoDataSentry | CombinedSentry;
export interface ThresholdSentry {
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
export interface NoDataSentry {
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
export interface CombinedSentry extends Together {
  kind: 'combined';
  /** The slots that stand together. */
  others: (now: number) => readonly number[];
}

export interface Sentries {
  /** By index; a hole where the rule is no more. */
  all: readonly (Sentry | undefined)[];
  /** Sentries of each slot, by kind. */
  thresholds: readonly (readonly ThresholdSentry[] | undefined)[];
  noData: readonly (readonly NoDataSentry[] | undefined)[];
  /** Lays out a lane whose pack is another: a rule that is as it was goes on in its state, one that changed begins anew. */
  place(lane: Lane): { gone: Sentry[]; come: Sentry[] };
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
export function makeSentries(sensors: Sensors): Sentries {
  const all: (Sentry | undefined)[] = [];
  const thresholds: (ThresholdSentry[] | undefined)[] = [];
  const noData: (NoDataSentry[] | undefined)[] = [];
  const combined: (CombinedSentry[] | undefined)[] = [];
  /** Lays out one slot; answers what was there and is no more, and what is new. */
  function lay(slot: number, rules: readonly Rule[], time: Zoned): { gone: Sentry[]; come: Sentry[] } {
    const before = new Map<string, Sentry>();
    for (const sentry of thresholds[slot] ?? []) before.set(sentry.rule.id, sentry);
    for (const sentry of noData[slot] ?? []) before.set(sentry.rule.id, sentry);
    for (const sentry of combined[slot] ?? []) before.set(sentry.rule.id, sentry);
    const gapMs = gapOf(rules, sensors.everyMs[slot] ?? 0);
    const [own, silent, together]: [ThresholdSentry[], NoDataSentry[], CombinedSentry[]] = [[], [], []];
    const come: Sentry[] = [];
    for (const rule of rules) {
      const known = before.get(rule.id);
      const stays = known !== undefined && isDeepStrictEqual(known.rule, rule);
      const sentry = stays ? known : makeSentry(rule, slot, all.length, gapMs, time);
      if (stays) before.delete(rule.id);
      else come.push(sentry);
      all[sentry.index] = sentry;
      if (sentry.kind === 'threshold')
        own.push(Object.assign(sentry, { gapMs, derived: derivedOf(sentry.rule, time) }));
      else if (sentry.kind === 'no-data') silent.push(sentry);
      else together.push(sentry);
    }
    thresholds[slot] = own;
    noData[slot] = silent;
    combined[slot] = together;
    const gone = [...before.values()];
    for (const { index } of gone) all[index] = undefined;
    return { gone, come };
  }
  function place({ base, count, loaded }: Lane): { gone: Sentry[]; come: Sentry[] } {
    const gone: Sentry[] = [];
    const come: Sentry[] = [];
    for (let slot = base; slot < base + count; slot++) {
      const laid = lay(slot, loaded.rulesOf(slot - base), loaded.pack.calendar);
      gone.push(...laid.gone);
      come.push(...laid.come);
    }
    return { gone, come };
  }
  for (const lane of sensors.lanes.values()) place(lane);
  return { all, thresholds, noData, place };
}

function makeSentry(rule: Rule, slot: number, index: number, gapMs: number, time: Zoned): Sentry {
  if (rule.kind === 'combined') {
    const sentry: CombinedSentry = {
      kind: 'combined',
      index,
      slot,
      rule,
      isRaised: false,
      parts: [],
      others: (now) => [...new Set(standing(sentry, now).map((part) => part.slot))],
    };
    return sentry;
  }
  return rule.kind === 'no-data'
    ? { kind: 'no-data', index, slot, rule, isRaised: false, clock: null }
    : makeThresholdSentry(rule, slot, index, gapMs, time);
}

/** A rule over the course of readings, at rest. `time`: the county's clock. */
export function makeThresholdSentry(
  rule: CourseRule,
  slot: number,
  index: number,
  gapMs: number,
  time: Zoned = { utcOffsetMinutes: 0 },
): ThresholdSentry {
  const derived = derivedOf(rule, time);
  const memory = emptyMemory(rule.kind);
  const sentry: ThresholdSentry = {
    kind: 'threshold',
    index,
    slot,
    rule,
    gapMs,
    derived,
    memory,
    usual: () => (rule.kind === 'learned' && sentry.memory.learnt ? usualBand(sentry.memory.learnt) : null),
    limits: limitsOf(rule),
    memoryBefore: emptyMemory(rule.kind),
    state: restingThreshold(),
    before: restingThreshold(),
    episodes: [],
    arrival: null,
    heardAt: NaN,
  };
  return sentry;
}
