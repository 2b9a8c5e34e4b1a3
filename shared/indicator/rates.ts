import type { Rate } from './rate.ts';

/**
 * Formulas of the figures. Numerators and denominators are counted by `server/storage/figures/figure-conditions.ts`; what they
 * count is said there, what is made of them here.
 */

/** Scores from this one on count as satisfied 满意. */
export const satisfiedFrom = 4;

/** A rate with what it rests on. */
export function rateOf(numerator: number, denominator: number): Rate {
  return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator };
}

/** A rate as bulletins print it, in percent; null without a denominator. */
export function percent({ numerator, denominator }: Rate, decimals = 2): string | null {
  if (denominator === 0) return null;
  // In whole numbers: 83.005 has no exact binary form and would be rounded either way.
  const scale = 10 ** (decimals + 2);
  const units = Math.floor((2 * numerator * scale + denominator) / (2 * denominator));
  return `${(units / 10 ** decimals).toFixed(decimals)}%`;
}

/**
 * 95 % Wilson score interval of a share: honest for small denominators, where the plain one leaves [0, 1].
 * Wilson (1927), JASA 22, 209-212.
 */
export function wilson({ numerator, denominator }: Rate): { low: number | null; high: number | null } {
  if (denominator === 0) return { low: null, high: null };
  const z = 1.959963984540054;
  const share = numerator / denominator;
  const spread = (z * z) / denominator;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share) + spread / 4) / denominator);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export interface LeagueWeights {
  onTime: number;
  closing: number;
  rework: number;
  satisfaction: number;
}
export interface LeagueRates {
  onTimeClosing: Rate;
  closing: Rate;
  rework: Rate;
  satisfaction: Rate;
}

/**
 * Score of 0-100: on-time closing, closing, *absence* of rework and satisfaction, each by its weight. A part nothing is
 * known of (nobody was rated) is left out and the others carry its weight; null when nothing was due.
 */
export function leagueScore(weights: LeagueWeights, rates: LeagueRates): number | null {
  if (rates.onTimeClosing.denominator === 0) return null;
  const parts: [weight: number, share: number | null][] = [
    [weights.onTime, rates.onTimeClosing.value],
    [weights.closing, rates.closing.value],
    [weights.rework, rates.rework.value === null ? null : 1 - rates.rework.value],
    [weights.satisfaction, rates.satisfaction.value],
  ];
  let sum = 0;
  let weight = 0;
  for (const [partWeight, share] of parts) {
    if (share === null) continue;
    sum += partWeight * share;
    weight += partWeight;
  }
  return weight === 0 ? null : (100 * sum) / weight;
}

/** Ranks by score, best first; equal scores share a rank, and those without one come last. The order is total: by key at the end. */
export function rankLeague<T extends { key: string; score: number | null }>(
  rows: readonly T[],
): (T & { rank: number })[] {
  const sorted = rows.toSorted(
    (a, b) => (b.score ?? -1) - (a.score ?? -1) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  let rank = 0;
  return sorted.map((row, place) => {
    if (place === 0 || row.score !== sorted[place - 1]?.score) rank = place + 1;
    return { ...row, rank };
  });
}
