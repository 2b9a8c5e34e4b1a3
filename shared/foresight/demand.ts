import { localOf } from '../clock/zone.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';
import type { KnownMatter, Score } from './matter.ts';

/** How many matters a place and hour usually brings: its own rate, leaning on all places, times the hour of the week. */
export interface DemandModel {
  /** Expected matters of a town in the hour that holds an instant. */
  expected(town: string, at: number): number;
  n: number;
  /** All that it is, to be stored: `demandFrom` makes it again. */
  kept: KeptDemand;
}
export interface KeptDemand {
  n: number;
  /** Expected matters of a town and hour if all were alike, and by how much towns, hours of the day, days off and working days differ. */
  mean: number;
  byTown: Readonly<Record<string, number>>;
  /** Of a town that brought nothing. */
  elsewhere: number;
  byHour: readonly number[];
  rest: number;
  work: number;
  offsetMs: number;
  zone?: string | undefined;
}
/** The county's clock against UTC, and the zone by which it changes where it does. */
export type DemandClock = Pick<KeptDemand, 'offsetMs' | 'zone'>;
type Seen = Pick<KnownMatter, 'town' | 'reportedAt'>;

/** Matters by which a town's rate leans on all, and an hour's on the day. */
const lean = 6;

/** `towns`: all there are, those without matters as well. `offsetMs`, `zone`: the county's clock. */
export function learnDemand(
  matters: readonly Seen[],
  towns: readonly string[],
  { from, to, ...clock }: { from: number; to: number } & DemandClock,
): DemandModel {
  const seen = matters.filter(
    ({ town, reportedAt }) => town !== null && reportedAt >= from && reportedAt < to,
  );
  const hours = Math.max(1, (to - from) / hourMs);
  const mean = seen.length / hours / Math.max(1, towns.length);
  const byTown = countsBy(seen, ({ town }) => town ?? '');
  const { hourOf, isRest: isWeekend } = calendarOf(clock);
  const byHour = countsBy(seen, ({ reportedAt }) => hourOf(reportedAt));
  const weekend = seen.filter(({ reportedAt }) => isWeekend(reportedAt)).length;
  const restHours = Math.max(1, countHours(from, to, isWeekend));
  const factor = (isRest: boolean): number => {
    const [n, long] = isRest ? [weekend, restHours] : [seen.length - weekend, Math.max(1, hours - restHours)];
    return (n + lean * 4) / long / ((seen.length + lean * 4) / hours);
  };
  const rateOf = (n: number): number => (n + lean) / (hours * mean + lean);
  return demandFrom({
    n: seen.length,
    mean,
    byTown: Object.fromEntries([...byTown].map(([town, n]) => [town, rateOf(n)])),
    elsewhere: rateOf(0),
    byHour: Array.from(
      { length: 24 },
      (_, hour) => ((byHour.get(hour) ?? 0) + lean) / (seen.length / 24 + lean),
    ),
    rest: factor(true),
    work: factor(false),
    ...clock,
  });
}

/** The model that was stored. */
export function demandFrom(kept: KeptDemand): DemandModel {
  const { hourOf, isRest } = calendarOf(kept);
  const rates = new Map(Object.entries(kept.byTown));
  return {
    kept,
    n: kept.n,
    expected: (town, at) =>
      kept.mean *
      (rates.get(town) ?? kept.elsewhere) *
      (kept.byHour[hourOf(at)] ?? 1) *
      (isRest(at) ? kept.rest : kept.work),
  };
}

function calendarOf({ offsetMs, zone }: DemandClock) {
  const local = (at: number): number =>
    localOf({ utcOffsetMinutes: offsetMs / minuteMs, ...(zone !== undefined && { zone }) }, at);
  return {
    hourOf: (at: number): number => Math.floor(local(at) / hourMs) % 24,
    // 1 January 1970 was a Thursday.
    isRest: (at: number): boolean => [2, 3].includes(Math.floor(local(at) / dayMs) % 7),
  };
}

function countsBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}
function countHours(from: number, to: number, fits: (at: number) => boolean): number {
  let n = 0;
  for (let at = from; at < to; at += hourMs) if (fits(at)) n++;
  return n;
}

/**
 * Learnt before `split`, measured on each town and hour since. The trivial guesses: the mean of all, and each town's own mean at that
 * hour of the day; the better of them counts.
 */
export function scoreDemand(
  matters: readonly Seen[],
  towns: readonly string[],
  { from, split, to, ...clock }: { from: number; split: number; to: number } & DemandClock,
): Score {
  const model = learnDemand(matters, towns, { from, to: split, ...clock });
  const before = matters.filter(
    ({ town, reportedAt }) => town !== null && reportedAt >= from && reportedAt < split,
  );
  const days = Math.max(1, (split - from) / dayMs);
  const mean = before.length / (days * 24) / Math.max(1, towns.length);
  const { hourOf } = calendarOf(clock);
  const keyOf = (town: string, at: number): string => `${town} ${hourOf(at)}`;
  const own = countsBy(before, ({ town, reportedAt }) => keyOf(town ?? '', reportedAt));
  const slotOf = (town: string, at: number): string => `${town} ${Math.floor(at / hourMs)}`;
  const came = countsBy(matters, ({ town, reportedAt }) => slotOf(town ?? '', reportedAt));
  const sums = { model: 0, mean: 0, own: 0, n: 0 };
  for (let at = Math.ceil(split / hourMs) * hourMs; at + hourMs <= to; at += hourMs)
    for (const town of towns) {
      const n = came.get(slotOf(town, at)) ?? 0;
      sums.model += surprise(model.expected(town, at), n);
      sums.mean += surprise(mean, n);
      sums.own += surprise(((own.get(keyOf(town, at)) ?? 0) + mean * 2) / (days + 2), n);
      sums.n++;
    }
  const n = Math.max(1, sums.n);
  return {
    measure: 'surprise',
    model: sums.model / n,
    baseline: Math.min(sums.mean, sums.own) / n,
    n: sums.n,
  };
}

/** Minus the logarithm of the Poisson probability, without the term that no rate changes. */
const surprise = (rate: number, n: number): number => rate - n * Math.log(Math.max(rate, 1e-9));
