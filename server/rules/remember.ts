import { localOf, type Zoned } from '#shared/clock/zone.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { DriftRule, LearnedRule, Rule } from '#shared/sensing/rule.ts';
import type { Works } from '../works.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { StoredLearnt } from '../storage/readings/learnt-store.ts';
import type { Minute } from '../storage/readings/reading-store.ts';
import { drifted, isDrift, newestOfDrift } from './drift.ts';
import { isLearnt, learn, newestOf, type Learnt } from './learned.ts';
import { emptyMemory, orderedAt } from './derive.ts';
import type { ThresholdSentry, Sentries } from './sentries.ts';

/** Rules that know more than a few readings. */
export type RememberingRule = LearnedRule | DriftRule;
export const remembers = (rule: Rule): rule is RememberingRule =>
  rule.kind === 'learned' || rule.kind === 'drift';

/** Keeps what learned rules and those of drift know, and gives it back at start (RULES.md U6, V4). */
export interface Remember {
  /** Gives each learned rule what was kept of it. */
  load(): Promise<void>;
  /** Teaches those that know nothing from what is stored, one after another, while the house works. */
  catchUp(now: number): void;
  keep(): Promise<void>;
  stop(): Promise<void>;
}

const keepMs = 10 * minuteMs;
const rowsAtOnce = 500;
/** How far back a rule that knows nothing learns, and in buckets of which span. */
export const pastMs = 14 * dayMs;
export const bucketMs = 5 * minuteMs;
export type Bucket = Pick<Minute, 'minute' | 'min' | 'max'>;

/** Learns from gathered readings: each bucket says its least and its greatest. */
export function learnPast(
  state: Learnt,
  rule: RememberingRule,
  buckets: readonly Bucket[],
  time: Zoned,
): void {
  if (rule.kind === 'drift') {
    for (const { minute, min, max } of buckets)
      drifted(rule, state, minute + bucketMs / 2, (min + max) / 2, 3 * bucketMs);
    return;
  }
  const take = (at: number, value: number): void =>
    void learn(state, orderedAt(time, at), value, rule.least, localOf(time, at));
  for (const { minute, min, max } of buckets) {
    take(minute, min);
    take(minute + bucketMs / 2, max);
  }
}

/** Opens the memory of learned rules. */
export function openRemember(lane: OpenHotLane, list: Sentries, works: Works): Remember {
  let stopped = false;
  let learning: Promise<void> = Promise.resolve();
  const learned = (): ThresholdSentry[] =>
    list.all.flatMap((sentry) => (sentry?.kind === 'threshold' && remembers(sentry.rule) ? [sentry] : []));
  function give(sentry: ThresholdSentry, state: Learnt): void {
    sentry.memoryBefore.learnt = state;
    sentry.memory.learnt = state.slice();
  }
  async function teach(sentry: ThresholdSentry, now: number): Promise<void> {
    const { learnt: state } = emptyMemory(sentry.rule.kind);
    if (!remembers(sentry.rule) || state === null) return;
    const past = await lane.readings.gathered(numberOf(lane, sentry), now - pastMs, now, bucketMs);
    learnPast(state, sentry.rule, past, timeIn(lane, sentry));
    if (!stopped && past.length > 0 && list.all[sentry.index] === sentry) give(sentry, state);
  }
  async function keep(): Promise<void> {
    const rows = learned().flatMap((sentry) => rowOf(lane, sentry) ?? []);
    for (let from = 0; from < rows.length; from += rowsAtOnce)
      await lane.learnt.keep(rows.slice(from, from + rowsAtOnce));
  }
  const timer = setInterval(() => void works.round('storing what rules learnt', keep), keepMs);
  return {
    keep,
    async load() {
      const sentries = learned();
      if (sentries.length === 0) return;
      const kept = new Map((await lane.learnt.load()).map((row) => [`${row.sensor}\0${row.rule}`, row]));
      for (const sentry of sentries) {
        const row = kept.get(`${numberOf(lane, sentry)}\0${keyOf(sentry)}`);
        if (row && row.state.length % 8 === 0) {
          const state = new Float64Array(Uint8Array.from(row.state).buffer);
          if (knows(sentry, state)) give(sentry, state);
        }
      }
    },
    catchUp(now) {
      const bare = learned().filter((one) => one.memory.learnt === null || !knows(one, one.memory.learnt));
      const teachAll = async (): Promise<void> => {
        for (const sentry of bare) if (!stopped) await teach(sentry, now);
      };
      learning = learning.then(async () => void (await works.round('teaching rules what was', teachAll)));
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await learning;
      await works.round('storing what rules learnt', keep);
    },
  };
}

function timeIn({ sensors }: Pick<OpenHotLane, 'sensors'>, { slot }: ThresholdSentry): Zoned {
  return sensors.laneOf(slot).loaded.pack.calendar;
}
function numberOf({ sensors }: Pick<OpenHotLane, 'sensors'>, { slot }: ThresholdSentry): number {
  return sensors.numbers[slot] ?? 0;
}

/** What is kept of one that has learnt something. */
function rowOf(lane: OpenHotLane, sentry: ThresholdSentry): StoredLearnt | null {
  const { learnt } = sentry.memory;
  if (!learnt || !knows(sentry, learnt)) return null;
  return {
    sensor: numberOf(lane, sentry),
    rule: keyOf(sentry),
    at: newestIn(sentry, learnt) - orderedAt(timeIn(lane, sentry), 0),
    state: Buffer.from(learnt.buffer, learnt.byteOffset, learnt.byteLength),
  };
}

const knows = ({ rule }: ThresholdSentry, state: Float64Array): boolean =>
  rule.kind === 'drift' ? isDrift(state) : isLearnt(state);
/** Of drift by UTC, of what is learnt by local time. */
const newestIn = ({ rule }: ThresholdSentry, state: Float64Array): number =>
  rule.kind === 'drift' ? newestOfDrift(state) : newestOf(state);

/** A rule of the same name whose departures count otherwise has learnt something else. */
function keyOf({ rule }: ThresholdSentry): string {
  if (rule.kind === 'drift') return `${rule.id}@${rule.overMs}/${rule.by}`;
  return rule.kind === 'learned' ? `${rule.id}@${rule.least}` : rule.id;
}
