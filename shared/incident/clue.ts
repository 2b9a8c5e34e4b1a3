import { z } from 'zod';
import { point } from '../geo/point.ts';
import { hourMs } from '../kernel/span.ts';
import { clueKinds, type ClueKind } from '../sensing/clue-meter.ts';

export { clueKinds };
export type { ClueKind };

/** What was made of one: nothing yet, looked into and nothing in it, dealt with, made a matter. */
export const clueStates = ['new', 'fine', 'handled', 'matter'] as const;
export type ClueState = (typeof clueStates)[number];

/** Why one without a grid and a place is not taken, by id. */
export const clueWithoutPlace = 'clue-without-place';

/** One as a system sends it. `weight`: how often it was passed on, yuan in question, people unpaid. It names a place or a grid. */
export const clueIn = z
  .strictObject({
    id: z.string().min(1).max(64),
    kind: z.enum(clueKinds),
    at: z.union([z.number().int().min(0), z.iso.datetime({ offset: true })]),
    topic: z.string().trim().min(1).max(24),
    title: z.string().trim().min(1).max(120),
    text: z.string().max(1_000).default(''),
    /** Where it was said, or which lists were held against each other. */
    medium: z.string().max(40).default(''),
    weight: z.number().min(0).max(1e9),
    /** Of opinions: from -1, against, to 1, for. */
    tone: z.number().min(-1).max(1).optional(),
    /** Whom it is about; kept with its middle hidden. */
    subject: z.string().max(60).optional(),
    grid: z.string().max(64).optional(),
    place: point.optional(),
  })
  .refine(({ grid, place }) => grid !== undefined || place !== undefined, {
    message: clueWithoutPlace,
    path: ['grid'],
  });
export type ClueIn = z.infer<typeof clueIn>;

/** The catalogue items that a clue may become, the usual one first. */
export const itemsOfClue: Readonly<Record<ClueKind, readonly string[]>> = {
  opinion: ['opinion-negative', 'opinion-heat', 'rumour', 'petition'],
  benefit: ['benefit-anomaly'],
  arrears: ['wage-arrears', 'joint-wage-arrears'],
};

/** A topic of which there is far more than usual. */
export interface Spike {
  topic: string;
  /** In the last `spikeMs`, and how many there usually are in so long. */
  n: number;
  usual: number;
}
export const spikeMs = 3 * hourMs;
/** What is usual is told by so long before. */
export const usualMs = 7 * 24 * hourMs;
/** Fewer are no surge, however rare they are. */
export const spikeLeast = 4;
const surprise = 1e-3;

/** Topics that came so often in the last hours that chance alone would bring it once in a thousand times; the most first. */
export function spikesOf(counts: readonly { topic: string; n: number; before: number }[]): Spike[] {
  return counts
    .map(({ topic, n, before }) => ({ topic, n, usual: (before * spikeMs) / usualMs }))
    .filter(({ n, usual }) => n >= spikeLeast && tailOf(n, Math.max(usual, 0.4)) < surprise)
    .sort((a, b) => b.n - a.n);
}

/** Probability of `n` or more where `mean` are expected (Poisson). */
export function tailOf(n: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  if (n <= mean) return Math.max(0, 1 - below);
  // Far out 1 - below is rounding alone: the terms from n on are added up, each smaller than the one before.
  let above = 0;
  for (let k = n; term > above * 1e-17; k++) {
    above += term;
    term *= mean / (k + 1);
  }
  return above;
}

/** A name with its middle hidden: 陶*华, 张*, 江阴市**织造有限公司. */
export function hiddenName(name: string): string {
  const letters = [...name.trim()];
  if (letters.length <= 2) return `${letters[0] ?? ''}*`;
  if (letters.length <= 4)
    return `${letters[0] ?? ''}${'*'.repeat(letters.length - 2)}${letters.at(-1) ?? ''}`;
  return `${letters.slice(0, 3).join('')}**${letters.slice(5).join('')}`;
}
