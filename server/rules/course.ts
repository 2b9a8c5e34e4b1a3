import { stepThreshold, type Episode, type Step, type ThresholdState } from './threshold.ts';
import { restingArrival, stepArrival } from './arrival.ts';
import { copyMemory, type Memory } from './derive.ts';
import type { ThresholdSentry } from './sentries.ts';

/**
 * The newest readings of one sensor by instant of measurement, so that one that comes late is put where it belongs and its
 * rules are told again from there (RULES.md O1-O4). Pure: instants come with the readings.
 */
export interface Course {
  /** Instant and value by turns, ascending; the first `count` of each hold. Side by side: a reading touches one line of memory. */
  rows: Float64Array;
  count: number;
  /** All readings up to this instant have had their say: each sentry's `before` is what they came to. */
  floor: number;
  /** The newest instant that was known before the first of them; NaN: none. */
  newest: number;
  /** A reading that is older than the newest by more than this comes too late for its instant. */
  windowMs: number;
  /** So many readings are kept at least. */
  depth: number;
}

/** A reading in range, as it was committed. */
export interface Heard {
  at: number;
  value: number;
}

/** What the rules of a sensor say after readings. `since` and `at`: from the first reading beyond to the one that raised. */
export type Say =
  | { kind: 'raise'; sentry: ThresholdSentry; since: number; at: number; isByArrival: boolean }
  /** What was said to be over goes on: the same raise as before. */
  | { kind: 'again'; sentry: ThresholdSentry; since: number; at: number }
  | { kind: 'clear'; sentry: ThresholdSentry }
  /** Later data shows that it was not so. */
  | { kind: 'retract'; sentry: ThresholdSentry; since: number };

const leastWindowMs = 120_000;
const keepMs = 900_000;

/** A course without readings. `newest`: of what is stored already. */
export function makeCourse(everyMs: number, futureMs: number, newest: number): Course {
  const depth = Math.min(64, Math.max(16, Math.ceil(keepMs / everyMs)));
  return {
    rows: new Float64Array(16),
    count: 0,
    floor: -Infinity,
    newest,
    depth,
    windowMs: Math.max(leastWindowMs, 6 * everyMs, futureMs),
  };
}

/** Steps a reading newer than all before it; `now` is its arrival. The usual way, and the quick one. */
export function takeNewer(
  course: Course,
  sentries: readonly ThresholdSentry[],
  at: number,
  value: number,
  now: number,
  say: (said: Say) => void,
): void {
  if (2 * course.count === course.rows.length) makeRoom(course, sentries);
  const o = 2 * course.count++;
  course.rows[o] = at;
  course.rows[o + 1] = value;
  for (const sentry of sentries) {
    const seen =
      sentry.derived === null ? value : sentry.derived.step(sentry.memory, at, value, sentry.gapMs);
    const step = Number.isNaN(seen) ? 0 : stepThreshold(sentry.limits, sentry.state, at, seen, sentry.gapMs);
    if (step !== 0) tellStep(sentry, step, at, say);
    if (sentry.arrival === null) continue;
    sentry.heardAt = now;
    if (sentry.arrival.isRaised) stepByArrival(sentry, { at, value }, now, say);
  }
}

function tellStep(sentry: ThresholdSentry, step: Step, at: number, say: (said: Say) => void): void {
  note(sentry.episodes, sentry.state, step, at);
  if (step === 1) {
    if (!sentry.arrival?.isRaised)
      say({ kind: 'raise', sentry, since: sentry.state.raisedSince, at, isByArrival: false });
  } else if (!sentry.arrival?.isRaised) say({ kind: 'clear', sentry });
}

function note(episodes: Episode[], state: ThresholdState, step: Step, at: number): void {
  const last = episodes.at(-1);
  if (step === 1) episodes.push({ since: state.raisedSince, at, end: NaN });
  else if (step === 2 && last) last.end = at;
}

/** One reading of a rule, from wherever its state stands. */
function stepOf(
  sentry: ThresholdSentry,
  state: ThresholdState,
  memory: Memory,
  at: number,
  value: number,
): Step {
  const seen = sentry.derived === null ? value : sentry.derived.step(memory, at, value, sentry.gapMs);
  return Number.isNaN(seen) ? 0 : stepThreshold(sentry.limits, state, at, seen, sentry.gapMs);
}

/** Lets the oldest half have its final say, or doubles the room. */
function makeRoom(course: Course, sentries: readonly ThresholdSentry[]): void {
  if (course.rows.length < 4 * course.depth) {
    const { rows } = course;
    course.rows = new Float64Array(Math.min(2 * rows.length, 4 * course.depth));
    course.rows.set(rows);
    return;
  }
  const gone = course.count - course.depth;
  settle(course, sentries, gone);
  course.rows.copyWithin(0, 2 * gone, 2 * course.count);
  course.count -= gone;
}

function settle(course: Course, sentries: readonly ThresholdSentry[], gone: number): void {
  const { rows } = course;
  for (const sentry of sentries)
    for (let o = 0; o < 2 * gone; o += 2)
      stepOf(sentry, sentry.before, sentry.memoryBefore, rows[o] ?? 0, rows[o + 1] ?? 0);
  course.floor = rows[2 * gone - 2] ?? course.floor;
  for (const sentry of sentries)
    if (sentry.episodes.length > 0)
      sentry.episodes = sentry.episodes.filter(({ end }) => !(end <= course.floor));
}

/**
 * Takes the readings of one commit of which some are not newer than all before, in any order. Those within the window are
 * put where they belong and the rules told again; the others are judged by their arrival `now` alone.
 */
export function takeLate(
  course: Course,
  sentries: readonly ThresholdSentry[],
  heard: readonly Heard[],
  now: number,
  say: (said: Say) => void,
): void {
  const newest = course.count > 0 ? (course.rows[2 * course.count - 2] ?? NaN) : course.newest;
  const oldest = Number.isNaN(newest) ? -Infinity : newest - course.windowMs;
  const sorted = [...heard].sort((a, b) => a.at - b.at);
  const inTime = sorted.filter(({ at }) => at > course.floor && at >= oldest);
  const tooLate = sorted.filter(({ at }) => at <= course.floor || at < oldest);
  if (inTime.length > 0) {
    merge(course, inTime);
    for (const sentry of sentries) {
      tellAgain(course, sentry, say);
      sentry.heardAt = now;
      const last = inTime.at(-1);
      if (sentry.arrival?.isRaised && last) stepByArrival(sentry, last, now, say);
    }
    if (course.count > 2 * course.depth) {
      makeRoom(course, sentries);
      course.rows = course.rows.slice(0, 4 * course.depth);
    }
  }
  for (const one of tooLate) for (const sentry of sentries) stepByArrival(sentry, one, now, say);
}

/** Puts readings in their places; one at an instant that is there already is passed over. */
function merge(course: Course, more: readonly Heard[]): void {
  const { rows: old, count } = course;
  const rows = new Float64Array(Math.max(old.length, 2 * (count + more.length)));
  let [i, j, n] = [0, 0, 0];
  while (i < count || j < more.length) {
    const known = i < count ? (old[2 * i] ?? 0) : Infinity;
    const given = more[j];
    const isKnown = given === undefined || known <= given.at;
    const at = isKnown ? known : given.at;
    if (n === 0 || at !== rows[2 * n - 2]) {
      rows[2 * n] = at;
      rows[2 * n + 1] = isKnown ? (old[2 * i + 1] ?? 0) : given.value;
      n++;
    }
    if (isKnown) i++;
    else j++;
  }
  course.rows = rows;
  course.count = n;
}

/** Folds the course anew and says how what is raised differs from what was said before. */
function tellAgain(course: Course, sentry: ThresholdSentry, say: (said: Say) => void): void {
  const wasRaised = sentry.state.isRaised;
  const state = { ...sentry.before };
  const memory = copyMemory(sentry.memoryBefore);
  const told: Episode[] = state.isRaised ? [{ since: state.raisedSince, at: course.floor, end: NaN }] : [];
  for (let o = 0; o < 2 * course.count; o += 2) {
    const at = course.rows[o] ?? 0;
    note(told, state, stepOf(sentry, state, memory, at, course.rows[o + 1] ?? 0), at);
  }
  sentry.memory = memory;
  const before = sentry.episodes;
  sentry.state = state;
  sentry.episodes = told;
  const left = new Set(before);
  for (const episode of told) {
    const same = before.find((one) => left.has(one) && overlap(one, episode));
    if (same) left.delete(same);
    else say({ kind: 'raise', sentry, since: episode.since, at: episode.at, isByArrival: false });
  }
  for (const { since } of left) say({ kind: 'retract', sentry, since });
  if (sentry.arrival?.isRaised) return;
  const last = told.at(-1);
  const same = last && before.find((one) => overlap(one, last));
  if (!state.isRaised && (wasRaised || (last && !same))) say({ kind: 'clear', sentry });
  if (state.isRaised && !wasRaised && last && same)
    say({ kind: 'again', sentry, since: same.since, at: last.at });
}

const overlap = (a: Episode, b: Episode): boolean => !(a.end <= b.at) && !(b.end <= a.at);

/** RULES.md A1-A3. */
function stepByArrival(sentry: ThresholdSentry, heard: Heard, now: number, say: (said: Say) => void): void {
  // What is derived from readings in their order says nothing without it (RULES.md D4).
  if (sentry.derived !== null) return;
  const arrival = (sentry.arrival ??= restingArrival());
  const step = stepArrival(
    sentry.limits,
    arrival,
    heard.at,
    heard.value,
    now,
    sentry.gapMs,
    sentry.state.isRaised,
  );
  if (step === 1 && !sentry.state.isRaised)
    say({ kind: 'raise', sentry, since: arrival.raisedSince, at: heard.at, isByArrival: true });
  if (step !== 2) return;
  // Nothing of the present has been heard since: what now arrives is all that is known of the place.
  if (sentry.state.isRaised && !(sentry.heardAt >= arrival.clearedFrom)) {
    sentry.state = { ...sentry.state, isRaised: false, since: NaN };
    sentry.before = { ...sentry.before, isRaised: false, since: NaN };
    sentry.episodes = [];
  }
  if (!sentry.state.isRaised) say({ kind: 'clear', sentry });
}
