import type { Zoned } from '#shared/clock/zone.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { CombinedRule, Rule } from '#shared/sensing/rule.ts';
import { makeCourse, takeNewer, type Heard, type Say } from './course.ts';
import { learnPast, remembers, type Bucket } from './remember.ts';
import { gapOf, makeThresholdSentry } from './sentries.ts';

/** One time that a rule would have been raised: as `RULES.md` tells it; `end` null: it lasts. */
export interface Rehearsed {
  since: number;
  at: number;
  end: number | null;
}

/** What a rule needs to know of its sensor. */
export interface RehearsedSensor {
  everyMs: number;
  range: readonly [low: number, high: number];
  /** The other rules over it: a no-data rule among them says how long a gap may be (RULES.md T5). */
  rules: readonly Rule[];
  /** The county's clock. */
  time: Zoned;
}

/**
 * Goes through the readings of one sensor, ascending by instant, by the very steps of the watchman: what comes out is what it would
 * have raised of them in the end, whatever their order of delivery within the window (RULES.md H1). `until`: the end of the history;
 * `past`: what a learned rule learns from before it.
 */
export function rehearse(
  rule: Exclude<Rule, CombinedRule>,
  sensor: RehearsedSensor,
  readings: readonly Heard[],
  until: number,
  past: readonly Bucket[] = [],
): Rehearsed[] {
  if (rule.kind === 'no-data') return silences(rule.afterMs, readings, until);
  const gapMs = gapOf([...sensor.rules.filter(({ id }) => id !== rule.id), rule], sensor.everyMs);
  const sentry = makeThresholdSentry(rule, 0, 0, gapMs, sensor.time);
  if (remembers(rule))
    for (const { learnt } of [sentry.memory, sentry.memoryBefore])
      if (learnt) learnPast(learnt, rule, past, sensor.time);
  const course = makeCourse(sensor.everyMs, hourMs, NaN);
  const told: Rehearsed[] = [];
  let now = 0;
  const say = (said: Say): void => {
    const last = told.at(-1);
    if (said.kind === 'raise') told.push({ since: said.since, at: said.at, end: null });
    else if (said.kind === 'clear' && last) last.end = now;
  };
  const [low, high] = sensor.range;
  for (const { at, value } of readings) {
    if (value < low || value > high || at === now) continue;
    now = at;
    takeNewer(course, [sentry], at, value, at, say);
  }
  return told;
}

/** Gaps in what was heard, as silence would have been told. */
function silences(afterMs: number, readings: readonly Heard[], until: number): Rehearsed[] {
  return readings.flatMap(({ at }, i) => {
    const next = readings[i + 1]?.at ?? null;
    return (next ?? until) - at >= afterMs ? [{ since: at, at: at + afterMs, end: next }] : [];
  });
}
