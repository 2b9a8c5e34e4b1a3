import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { LearnedRule } from '#shared/sensing/rule.ts';

/**
 * What is usual for one sensor, learnt reading by reading without labels (RULES.md U1-U6): its level, what its hours of the day and of the
 * week show, and the greatest departures from both so far, which fade. How far a reading outdoes these is its score. The state is a fixed
 * number of numbers and a step costs the same however long the past is.
 */
export type Learnt = Float64Array;

/** Places in the state. */
const heard = 0;
const lastAt = 1;
const level = 2;
const smooth = 3;
const offSmooth = 4;
const magnitude = 5;
const toldLately = 6;
const bandLow = 7;
const bandHigh = 8;
const records = 16;
const ofRecord = 3;
const days = 40;
const weeks = 64;
const size = weeks + 168;

/** Slower sensors learn by readings, faster ones by the time between them, as if they spoke at this pace. */
const paceMs = 5 * minuteMs;
const smoothGain = 0.02;
const offGain = 0.1;
const levelGain = 0.002;
const dayGain = 0.2;
const weekGain = 0.1;
const meanGain = 0.001;
/** A greatest departure fades by this in a step: to a third in five weeks of five-minute readings. */
const fade = 1 / 10_000;
/** A departure of less than so many times the usual one is no record. */
const floorOfMean = 3;
const warmSteps = 30;
const warmSeason = 300;
const most = 3;
/** From this score on something is told; for some steps after it another must be far greater. */
export const tellAt = 0.95;
const quietFade = 0.1;
const quietShare = 0.8;

/** Nothing is known. */
export function emptyLearnt(): Learnt {
  const state = new Float64Array(size);
  state.fill(NaN, days);
  state[lastAt] = NaN;
  state[bandLow] = NaN;
  state[bandHigh] = NaN;
  return state;
}

const of = (state: Learnt, place: number): number => state[place] ?? NaN;

/**
 * Takes the next reading and answers how far it outdoes what has been: 1 as far as the greatest departure so far, 0 not at all, at most 3.
 * `least`: a departure of less than this is none. `at` ascends; `localAt`: the clock on the wall, for the hours, where it may go back.
 */
export function learn(state: Learnt, at: number, value: number, least: number, localAt = at): number {
  const isFirst = of(state, heard) === 0;
  const since = at - of(state, lastAt);
  // NaN compares false: the first reading is a whole step.
  const step = since > 0 && since < paceMs ? since / paceMs : 1;
  const count = of(state, heard) + step;
  state[heard] = count;
  state[lastAt] = at;
  const early = step / count;
  state[magnitude] =
    of(state, magnitude) + (Math.abs(value) - of(state, magnitude)) * Math.max(meanGain * step, early);
  const floor = Math.max(least, of(state, magnitude) * 1e-6, 1e-12);

  if (isFirst) state[level] = state[smooth] = value;
  const wasLevel = of(state, level);
  state[smooth] = of(state, smooth) + Math.max(smoothGain * step, early) * (value - of(state, smooth));
  const day = days + (Math.floor(localAt / hourMs) % 24);
  const week = weeks + (Math.floor(localAt / hourMs) % 168);
  const ofWeek = of(state, week);
  const ofDay = of(state, day);
  const usual = Number.isNaN(ofWeek) ? ofDay : ofWeek;
  keepBand(state, wasLevel, usual, floor);

  let sum = eighth(outdone(state, 0, value - wasLevel, floor, step, warmSteps));
  sum += eighth(outdone(state, 1, of(state, smooth) - wasLevel, floor, step, warmSteps));
  state[level] = wasLevel + Math.max(levelGain * step, early) * (value - wasLevel);
  if (!Number.isNaN(usual)) {
    const off = value - usual;
    state[offSmooth] = of(state, offSmooth) + offGain * step * (off - of(state, offSmooth));
    sum += eighth(outdone(state, 2, off, floor, step, warmSeason));
    sum += eighth(outdone(state, 3, of(state, offSmooth), floor, step, warmSeason));
  }
  state[week] = Number.isNaN(ofWeek) ? value : ofWeek + weekGain * step * (value - ofWeek);
  state[day] = Number.isNaN(ofDay) ? value : ofDay + dayGain * step * (value - ofDay);
  return Math.sqrt(Math.sqrt(Math.sqrt(sum / 4)));
}

/** The same, with one event told once: soon after a score that is told another counts for little (RULES.md U5). */
export function learnOnce(state: Learnt, localAt: number, value: number, least: number): number {
  const score = learn(state, localAt, value, least);
  const quiet = of(state, toldLately);
  state[toldLately] = score >= tellAt ? 1 : quiet * (1 - quietFade);
  return score * (1 - quietShare * quiet);
}

const eighth = (value: number): number => {
  const four = value * value * value * value;
  return four * four;
};

/** How far a departure outdoes the greatest of its side, which it then is. */
function outdone(
  state: Learnt,
  measure: number,
  off: number,
  floor: number,
  step: number,
  warm: number,
): number {
  return Math.max(
    outdoneBy(state, records + 2 * measure * ofRecord, Math.max(0, off), floor, step, warm),
    outdoneBy(state, records + (2 * measure + 1) * ofRecord, Math.max(0, -off), floor, step, warm),
  );
}

function outdoneBy(
  state: Learnt,
  at: number,
  off: number,
  floor: number,
  step: number,
  warm: number,
): number {
  const count = of(state, at + 2) + step;
  const mean = of(state, at + 1) + (off - of(state, at + 1)) * Math.max(meanGain * step, step / count);
  const greatest = of(state, at);
  state[at] = Math.max(greatest * (1 - fade * step), off);
  state[at + 1] = mean;
  state[at + 2] = count;
  return count <= warm ? 0 : Math.min(most, off / Math.max(greatest, floorOfMean * mean, floor));
}

/** What was usual before a reading: what neither the level nor the hour has been outdone by so far. */
function keepBand(state: Learnt, wasLevel: number, usual: number, floor: number): void {
  const reach = (measure: number, side: 0 | 1): number => {
    const at = records + (2 * measure + side) * ofRecord;
    return Math.max(of(state, at), floorOfMean * of(state, at + 1), floor);
  };
  let low = wasLevel - reach(0, 1);
  let high = wasLevel + reach(0, 0);
  if (of(state, records + 2 * 2 * ofRecord + 2) > warmSeason) {
    low = Math.max(low, usual - reach(2, 1));
    high = Math.min(high, usual + reach(2, 0));
  }
  [state[bandLow], state[bandHigh]] = [low, high];
}

/** Between what the newest reading would have been usual; null: not learnt yet. */
export function usualBand(state: Learnt): readonly [low: number, high: number] | null {
  const [low, high] = [of(state, bandLow), of(state, bandHigh)];
  return of(state, heard) > warmSteps && low <= high ? [low, high] : null;
}

/** When the newest reading in it was, by the clock that ascends. */
export const newestOf = (state: Learnt): number => of(state, lastAt);

/** The score that a rule looks at; NaN while it learns, and of what it has learnt already. */
export function scored(rule: LearnedRule, state: Learnt, at: number, value: number, localAt = at): number {
  if (at <= of(state, lastAt)) return NaN;
  const score = learn(state, at, value, rule.least, localAt);
  return of(state, heard) * paceMs < rule.learnMs ? NaN : score;
}

/** Whether a kept state is of this form. */
export function isLearnt(state: Float64Array): boolean {
  return state.length === size && of(state, heard) > 0 && of(state, lastAt) < 1e16;
}
