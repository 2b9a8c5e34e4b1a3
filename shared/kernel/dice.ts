/** Seeded dice: the same seed throws the same numbers on every machine. */
export interface Dice {
  /** [0, 1). */
  roll(): number;
  chance(share: number): boolean;
  /** Whole number in [low, high]. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** Standard normal. */
  normal(): number;
  /** Log-normal around a median; `sigma` 0.6 keeps nine tenths within a factor of 2.7. */
  around(median: number, sigma: number): number;
  /** Index drawn by weight. */
  weighted(weights: readonly number[]): number;
}

/** A 32-bit seed from a text (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Dice by the mulberry32 generator. */
export function dice(seed: number): Dice {
  let a = seed | 0;
  const roll = (): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
  return {
    roll,
    chance: (share) => roll() < share,
    between: (low, high) => low + Math.floor(roll() * (high - low + 1)),
    pick: (from) => {
      if (from.length === 0) throw new Error('nothing to pick from');
      return from[Math.floor(roll() * from.length)] as (typeof from)[number];
    },
    normal,
    around: (median, sigma) => median * Math.exp(sigma * normal()),
    weighted: (weights) => {
      let left = roll() * weights.reduce((sum, weight) => sum + weight, 0);
      const index = weights.findIndex((weight) => (left -= weight) < 0);
      return index < 0 ? weights.length - 1 : index;
    },
  };
}
