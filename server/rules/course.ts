import { stepThreshold, type Episode, type Step, type ThresholdState } from './threshold.ts';
import { restingArrival, stepArrival } from './arrival.ts';
import type { ThresholdWatch } from './watch-list.ts';

/**
 * The newest readings of one sensor by instant of measurement, so that one that comes late is put where it belongs and its
 * rules are told again from there (RULES.md O1-O4). Pure: instants come with the readings.
 */
export interface Course {
  /** Ascending; the first `count` hold. */
  at: Float64Array;
  value: Float64Array;
  count: number;
  /** All readings up to this instant have had their say: each watch's `before` is what they came to. */
  floor: number;
  /** The newest instant known; NaN: none. */
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
  | { kind: 'raise'; watch: ThresholdWatch; since: number; at: number; isByArrival: boolean }
  /** What was said to be over goes on: the same raise as before. */
  | { kind: 'again'; watch: ThresholdWatch; since: number; at: number }
  | { kind: 'clear'; watch: ThresholdWatch }
  /** Later data shows that it was not so. */
  | { kind: 'retract'; watch: ThresholdWatch; since: number };

const leastWindowMs = 120_000;
const keepMs = 900_000;

/** A course without readings. `newest`: of what is stored already. */
export function makeCourse(everyMs: number, futureMs: number, newest: number): Course {
  const depth = Math.min(64, Math.max(16, Math.ceil(keepMs / everyMs)));
  return {
    ...{ at: new Float64Array(8), value: new Float64Array(8), count: 0, floor: -Infinity, newest, depth },
    windowMs: Math.max(leastWindowMs, 6 * everyMs, futureMs),
  };
}

/** Steps a reading newer than all before it; `now` is its arrival. The usual way, and the quick one. */
export function takeNewer(
  course: Course,
  watches: readonly ThresholdWatch[],
  at: number,
  value: number,
  now: number,
  say: (said: Say) => void,
): void {
  if (course.count === course.at.length) makeRoom(course, watches);
  course.at[course.count] = at;
  course.value[course.count] = value;
  course.count++;
  course.newest = at;
  for (const watch of watches) {
    const step = stepThreshold(watch.rule, watch.state, at, value, watch.gapMs);
    if (step !== 0) tellStep(watch, step, at, say);
    watch.heardAt = now;
    if (watch.arrival?.isRaised) stepByArrival(watch, { at, value }, now, say);
  }
}

function tellStep(watch: ThresholdWatch, step: Step, at: number, say: (said: Say) => void): void {
  note(watch.episodes, watch.state, step, at);
  if (step === 1) {
    if (!watch.arrival?.isRaised)
      say({ kind: 'raise', watch, since: watch.state.raisedSince, at, isByArrival: false });
  } else if (!watch.arrival?.isRaised) say({ kind: 'clear', watch });
}

function note(episodes: Episode[], state: ThresholdState, step: Step, at: number): void {
  const last = episodes.at(-1);
  if (step === 1) episodes.push({ since: state.raisedSince, at, end: NaN });
  else if (step === 2 && last) last.end = at;
}

/** Lets the oldest half have its final say, or doubles the room. */
function makeRoom(course: Course, watches: readonly ThresholdWatch[]): void {
  if (course.at.length < 2 * course.depth) {
    const [at, value] = [course.at, course.value];
    course.at = new Float64Array(at.length * 2);
    course.value = new Float64Array(at.length * 2);
    course.at.set(at);
    course.value.set(value);
    return;
  }
  const gone = course.count - course.depth;
  settle(course, watches, gone);
  course.at.copyWithin(0, gone, course.count);
  course.value.copyWithin(0, gone, course.count);
  course.count -= gone;
}

function settle(course: Course, watches: readonly ThresholdWatch[], gone: number): void {
  for (const watch of watches)
    for (let i = 0; i < gone; i++)
      stepThreshold(watch.rule, watch.before, course.at[i] ?? 0, course.value[i] ?? 0, watch.gapMs);
  course.floor = course.at[gone - 1] ?? course.floor;
  for (const watch of watches) watch.episodes = watch.episodes.filter(({ end }) => !(end <= course.floor));
}

/**
 * Takes the readings of one commit of which some are not newer than all before, in any order. Those within the window are
 * put where they belong and the rules told again; the others are judged by their arrival `now` alone.
 */
export function takeLate(
  course: Course,
  watches: readonly ThresholdWatch[],
  heard: readonly Heard[],
  now: number,
  say: (said: Say) => void,
): void {
  const oldest = Number.isNaN(course.newest) ? -Infinity : course.newest - course.windowMs;
  const sorted = [...heard].sort((a, b) => a.at - b.at);
  const inTime = sorted.filter(({ at }) => at > course.floor && at >= oldest);
  const tooLate = sorted.filter(({ at }) => at <= course.floor || at < oldest);
  if (inTime.length > 0) {
    merge(course, inTime);
    for (const watch of watches) {
      tellAgain(course, watch, say);
      watch.heardAt = now;
      const newest = inTime.at(-1);
      if (watch.arrival?.isRaised && newest) stepByArrival(watch, newest, now, say);
    }
    while (course.count > 2 * course.depth) makeRoom(course, watches);
  }
  for (const one of tooLate) for (const watch of watches) stepByArrival(watch, one, now, say);
}

/** Puts readings in their places; one at an instant that is there already is passed over. */
function merge(course: Course, more: readonly Heard[]): void {
  const total = course.count + more.length;
  const room = Math.max(course.at.length, total);
  const [at, value] = [new Float64Array(room), new Float64Array(room)];
  let [i, j, n] = [0, 0, 0];
  while (i < course.count || j < more.length) {
    const old = i < course.count ? (course.at[i] ?? 0) : Infinity;
    const given = more[j];
    const isOld = given === undefined || old <= given.at;
    const instant = isOld ? old : given.at;
    if (n === 0 || instant !== at[n - 1]) {
      at[n] = instant;
      value[n] = isOld ? (course.value[i] ?? 0) : given.value;
      n++;
    }
    if (isOld) i++;
    else j++;
  }
  Object.assign(course, {
    at,
    value,
    count: n,
    newest: Math.max(course.newest || -Infinity, at[n - 1] ?? 0),
  });
}

/** Folds the course anew and says how what is raised differs from what was said before. */
function tellAgain(course: Course, watch: ThresholdWatch, say: (said: Say) => void): void {
  const wasRaised = watch.state.isRaised;
  const state = { ...watch.before };
  const told: Episode[] = state.isRaised ? [{ since: state.raisedSince, at: course.floor, end: NaN }] : [];
  for (let i = 0; i < course.count; i++) {
    const at = course.at[i] ?? 0;
    note(told, state, stepThreshold(watch.rule, state, at, course.value[i] ?? 0, watch.gapMs), at);
  }
  const before = watch.episodes;
  watch.state = state;
  watch.episodes = told;
  const left = new Set(before);
  for (const episode of told) {
    const same = before.find((one) => left.has(one) && overlap(one, episode));
    if (same) left.delete(same);
    else say({ kind: 'raise', watch, since: episode.since, at: episode.at, isByArrival: false });
  }
  for (const { since } of left) say({ kind: 'retract', watch, since });
  if (watch.arrival?.isRaised) return;
  const last = told.at(-1);
  const same = last && before.find((one) => overlap(one, last));
  if (!state.isRaised && (wasRaised || (last && !same))) say({ kind: 'clear', watch });
  if (state.isRaised && !wasRaised && last && same)
    say({ kind: 'again', watch, since: same.since, at: last.at });
}

const overlap = (a: Episode, b: Episode): boolean => !(a.end <= b.at) && !(b.end <= a.at);

/** RULES.md A1-A3. */
function stepByArrival(watch: ThresholdWatch, heard: Heard, now: number, say: (said: Say) => void): void {
  const arrival = (watch.arrival ??= restingArrival());
  const step = stepArrival(
    watch.rule,
    arrival,
    heard.at,
    heard.value,
    now,
    watch.gapMs,
    watch.state.isRaised,
  );
  if (step === 1 && !watch.state.isRaised)
    say({ kind: 'raise', watch, since: arrival.raisedSince, at: heard.at, isByArrival: true });
  if (step !== 2) return;
  // Nothing of the present has been heard since: what now arrives is all that is known of the place.
  if (watch.state.isRaised && !(watch.heardAt >= arrival.clearedFrom)) {
    watch.state = { ...watch.state, isRaised: false, since: NaN };
    watch.before = { ...watch.before, isRaised: false, since: NaN };
    watch.episodes = [];
  }
  if (!watch.state.isRaised) say({ kind: 'clear', watch });
}
