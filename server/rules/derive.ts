import { localOf, type Zoned } from '#shared/clock/zone.ts';
import type { CourseRule, DeviationRule, RateRule, StuckRule } from '#shared/sensing/rule.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import { must } from '#shared/kernel/must.ts';
import { drifted, emptyDrift } from './drift.ts';
import { emptyLearnt, scored, type Learnt } from './learned.ts';

/**
 * What a rule looks at in place of the value itself (RULES.md D1-D4, U1-U6): its rate of change, its distance from what the hour
 * usually shows, how long it has not moved, how far it outdoes what was learnt. What it comes to is held against limits like any value, so that hysteresis, gaps and late
 * readings are those of a threshold. Each step costs the same however long the past is; numbers alone are remembered.
 */
export interface Derived {
  /** What the limits are about; NaN: nothing can be said yet. */
  step(memory: Memory, at: number, value: number, gapMs: number): number;
}

/** Two readings of before: an instant and a value each; NaN: none. Of a rate the base and the one that follows it. */
export interface Memory {
  at: number;
  value: number;
  nextAt: number;
  nextValue: number;
  /** The last reading. */
  lastAt: number;
  /** What a learned or a drift rule knows; null: of another rule. */
  learnt: Learnt | null;
}
/** Against what the derived value is held: as of a threshold. */
export interface Limits {
  side: 'above' | 'below';
  enter: number;
  enterMs: number;
  leave: number;
  leaveMs: number;
}

/** Nothing is remembered. */
export function emptyMemory(kind?: CourseRule['kind']): Memory {
  const learnt = kind === 'learned' ? emptyLearnt() : kind === 'drift' ? emptyDrift() : null;
  return { at: NaN, value: NaN, nextAt: NaN, nextValue: NaN, lastAt: NaN, learnt };
}

export function copyMemory(memory: Memory): Memory {
  return { ...memory, learnt: memory.learnt?.slice() ?? null };
}

/** How a rule derives what it looks at; null: it looks at the value itself. `time`: the clock on the county's wall, for the usual hours. */
export function derivedOf(rule: CourseRule, time: Zoned): Derived | null {
  switch (rule.kind) {
    case 'threshold':
      return null;
    case 'rate':
      return { step: (memory, at, value, gapMs) => rate(rule, memory, at, value, gapMs) };
    case 'deviation':
      return { step: (_, at, value) => value - expected(rule, localOf(time, at)) };
    case 'stuck':
      return { step: (memory, at, value, gapMs) => unmoved(rule, memory, at, value, gapMs) };
    case 'drift':
      return {
        step: ({ learnt }, at, value, gapMs) => drifted(rule, must(learnt, 'state'), at, value, gapMs),
      };
    case 'learned':
      return {
        step: ({ learnt }, at, value) =>
          scored(rule, must(learnt, 'state'), orderedAt(time, at), value, localOf(time, at)),
      };
  }
}

/** What a learned state orders its readings by: a clock that never goes back, as the one on the wall does in autumn. */
export const orderedAt = ({ utcOffsetMinutes }: Zoned, at: number): number =>
  at + utcOffsetMinutes * minuteMs;

/** The limits of a rule; of a stuck instrument they are about how long it has not moved, of what was learnt about the score (U4). */
export function limitsOf(rule: CourseRule): Limits {
  switch (rule.kind) {
    case 'stuck':
      return { side: 'above', enter: rule.forMs - 1, enterMs: 0, leave: 0, leaveMs: 0 };
    case 'drift':
      return { side: 'above', enter: rule.by, enterMs: 0, leave: rule.by / 2, leaveMs: 0 };
    case 'learned':
      return { side: 'above', enter: rule.beyond, enterMs: 0, leave: nearShare, leaveMs: rule.leaveMs };
    default:
      return rule;
  }
}
/** A score up to this is far from anything that would be told. */
const nearShare = 0.7;

/** Change an hour since a reading that is `overMs` to twice that old. */
function rate({ overMs }: RateRule, memory: Memory, at: number, value: number, gapMs: number): number {
  // NaN compares false: the first reading, or one after a gap, is the base.
  const isOn = at - memory.lastAt <= gapMs;
  memory.lastAt = at;
  if (!isOn) {
    Object.assign(memory, { at, value, nextAt: at, nextValue: value });
    return NaN;
  }
  if (at - memory.nextAt >= overMs) {
    memory.at = memory.nextAt;
    memory.value = memory.nextValue;
    memory.nextAt = at;
    memory.nextValue = value;
  }
  return at - memory.at < overMs ? NaN : ((value - memory.value) * hourMs) / (at - memory.at);
}

/** What the local hour usually shows, between two hours in proportion; at weekends as `weekend` says where it is given. */
export function expected({ hours, weekend }: DeviationRule, localAt: number): number {
  const hour = localAt / hourMs;
  const at = (whole: number): number => {
    // 1970-01-01 was a Thursday.
    const day = (Math.floor(whole / 24) + 4) % 7;
    const profile = weekend && (day === 0 || day === 6) ? weekend : hours;
    return profile[((whole % 24) + 24) % 24] ?? NaN;
  };
  const [before, share] = [Math.floor(hour), hour - Math.floor(hour)];
  return at(before) * (1 - share) + at(before + 1) * share;
}

/** How long the value has stayed within `within` of where it came to rest, in ms. */
function unmoved({ within }: StuckRule, memory: Memory, at: number, value: number, gapMs: number): number {
  const isRest = Math.abs(value - memory.value) <= within && at - memory.lastAt <= gapMs;
  if (!isRest) Object.assign(memory, { at, value });
  memory.lastAt = at;
  return at - memory.at;
}
