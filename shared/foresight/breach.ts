import { hourMs } from '../kernel/span.ts';
import type { KnownMatter, Score } from './matter.ts';

/** How likely a matter is closed too late. Logistic regression over what is known when it is asked. */
export interface BreachModel {
  /** Probability at an instant of an open matter's life. */
  likely(matter: BreachFacts, now: number): number;
  /** Matters that it learnt from. */
  n: number;
  /** All that it is, to be stored: `breachFrom` makes it again. */
  kept: KeptBreach;
}
export interface KeptBreach {
  n: number;
  weights: Readonly<Record<string, number>>;
}
export type BreachFacts = Omit<KnownMatter, 'closedAt' | 'late'>;

/** A matter is learnt from as it stood at these shares of its time, as long as it was open then. */
const shares = [0, 0.25, 0.5, 0.75] as const;
const rounds = 4;
const pace = 0.25;
const shrink = 1e-4;

/** How much of its time is gone, in quarters; four when it is due. */
const quarterOf = ({ reportedAt, dueAt }: BreachFacts, now: number): number =>
  Math.max(0, Math.min(4, Math.floor((4 * (now - reportedAt)) / Math.max(1, dueAt - reportedAt))));

/** What is known of a matter, as names that are there or not. Hours are those of UTC: only their likeness counts. */
function featuresOf(matter: BreachFacts, quarter: number): string[] {
  const { item, lead, source, town, urgent, reportedAt, dueAt } = matter;
  const hours = Math.max(1, (dueAt - reportedAt) / hourMs);
  return [
    'all',
    `q${quarter}`,
    `i${item}`,
    `l${lead ?? ''}`,
    `s${source}`,
    `t${town ?? ''}`,
    `u${urgent}`,
    `h${Math.floor(((reportedAt / hourMs) % 24) / 4)}`,
    `w${Math.round(Math.log2(hours))}`,
  ];
}

/** Matters that are learnt from between two yields. */
const atOnce = 400;

/** Learns from matters whose time is over; adaptive steps, always in the same order. Yields, so that others have their turn. */
export function* learnBreach(matters: readonly KnownMatter[], now: number): Generator<void, BreachModel> {
  const weights = new Map<string, { w: number; g: number }>();
  const over = matters.filter(({ dueAt }) => dueAt <= now).toSorted((a, b) => a.reportedAt - b.reportedAt);
  const weigh = weigher((name) => weights.get(name)?.w);
  for (let round = 0; round < rounds; round++)
    for (const [i, matter] of over.entries()) {
      if (i % atOnce === 0) yield;
      for (const at of instantsOf(matter)) {
        const names = featuresOf(matter, quarterOf(matter, at));
        const miss = sigmoid(weigh(names)) - (matter.late ? 1 : 0);
        for (const name of names) step(weights, name, miss);
      }
    }
  const kept = Object.fromEntries([...weights].map(([name, { w }]) => [name, w]));
  return breachFrom({ n: over.length, weights: kept });
}

/** The model that was stored. */
export function breachFrom(kept: KeptBreach): BreachModel {
  const weights = new Map(Object.entries(kept.weights));
  const weigh = weigher((name) => weights.get(name));
  return {
    kept,
    n: kept.n,
    likely: (matter, at) =>
      at >= matter.dueAt ? 1 : sigmoid(weigh(featuresOf(matter, quarterOf(matter, at)))),
  };
}

const weigher =
  (weightOf: (name: string) => number | undefined) =>
  (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (weightOf(name) ?? 0), 0);

function step(weights: Map<string, { w: number; g: number }>, name: string, miss: number): void {
  let one = weights.get(name);
  if (!one) weights.set(name, (one = { w: 0, g: 1 }));
  const slope = miss + shrink * one.w;
  one.g += slope * slope;
  one.w -= (pace * slope) / Math.sqrt(one.g);
}
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The instants of a matter's life at which it was still open. */
function instantsOf({ reportedAt, dueAt, closedAt }: KnownMatter): number[] {
  return shares
    .map((share) => reportedAt + share * (dueAt - reportedAt))
    .filter((at) => closedAt === null || closedAt > at);
}

/**
 * Learnt from what was due before `split`, measured on what was reported after it and is due by now. The trivial guesses: the share
 * of late matters among those still open at that quarter, and the same share by catalogue item; the better of them counts.
 */
export function* scoreBreach(
  matters: readonly KnownMatter[],
  split: number,
  now: number,
): Generator<void, Score> {
  const before = matters.filter(({ dueAt }) => dueAt <= split);
  const after = matters.filter(({ reportedAt, dueAt }) => reportedAt > split && dueAt <= now);
  const model = yield* learnBreach(before, split);
  const byQuarter = sharesBy(before, (_, quarter) => `${quarter}`);
  const byItem = sharesBy(before, ({ item }, quarter) => `${quarter} ${item}`);
  const sums = { model: 0, quarter: 0, item: 0, n: 0 };
  for (const matter of after)
    for (const at of instantsOf(matter)) {
      const truth = matter.late ? 1 : 0;
      const quarter = quarterOf(matter, at);
      const usual = byQuarter(`${quarter}`, 0.1);
      sums.model += (model.likely(matter, at) - truth) ** 2;
      sums.quarter += (usual - truth) ** 2;
      sums.item += (byItem(`${quarter} ${matter.item}`, usual) - truth) ** 2;
      sums.n++;
    }
  const n = Math.max(1, sums.n);
  const baseline = Math.min(sums.quarter, sums.item) / n;
  return { measure: 'brier', model: sums.model / n, baseline, n: sums.n };
}

/** The share of late matters by a key; a key with few matters leans on what is usual. */
function sharesBy(
  matters: readonly KnownMatter[],
  keyOf: (matter: KnownMatter, quarter: number) => string,
): (key: string, usual: number) => number {
  const counts = new Map<string, { late: number; n: number }>();
  for (const matter of matters)
    for (const at of instantsOf(matter)) {
      const key = keyOf(matter, quarterOf(matter, at));
      const one = counts.get(key) ?? { late: 0, n: 0 };
      counts.set(key, { late: one.late + (matter.late ? 1 : 0), n: one.n + 1 });
    }
  const lean = 20;
  return (key, usual) => {
    const { late, n } = counts.get(key) ?? { late: 0, n: 0 };
    return (late + lean * usual) / (n + lean);
  };
}
