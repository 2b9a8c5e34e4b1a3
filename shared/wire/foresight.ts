import { z } from 'zod';

/** GET /foresight: what models learnt from the county's own matters expect, each beside how well it does. */
const score = z.strictObject({
  measure: z.enum(['brier', 'surprise', 'caught']),
  model: z.number(),
  /** The best trivial guess on the same cases. */
  baseline: z.number(),
  n: z.number().int(),
  /** Off: it does not beat the guess, and what it expects is not told. */
  isOn: z.boolean(),
});
const placed = z.strictObject({ grid: z.string(), name: z.string(), weight: z.number() });

export const foresight = z.strictObject({
  at: z.number().int(),
  /** Names of the areas that it is of; empty: of the whole. How well models do is of the whole county always. */
  area: z.array(z.string()),
  /** When they were learnt last, from how many matters since when; null: not yet. */
  learnt: z
    .strictObject({
      at: z.number().int(),
      n: z.number().int(),
      every: z.number().int(),
      from: z.number().int(),
      scores: z.strictObject({ breach: score, demand: score, hotSpots: score, patrol: score }),
    })
    .nullable(),
  /** Open matters that are not late yet, the likeliest to become so first. */
  breach: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      lead: z.string().nullable(),
      dueAt: z.number().int(),
      /** Probability that it is closed too late. */
      likely: z.number(),
    }),
  ),
  /** Expected matters of the next day: of each hour of the whole, and of each wide grid. */
  demand: z.strictObject({
    hours: z.array(z.strictObject({ at: z.number().int(), expected: z.number() })),
    grids: z.array(z.strictObject({ grid: z.string(), name: z.string(), expected: z.number() })),
  }),
  /** Finer grids, the heaviest first; weights are shares of the heaviest. Hot spots are the simple guess's where the model is off. */
  hotSpots: z.array(placed),
  patrol: z.array(placed),
});
export type ForesightTold = z.infer<typeof foresight>;

/** GET /foresight/late: open matters in sight that are likely to be closed too late, each with its probability. */
export const likelyLate = z.strictObject({
  at: z.number().int(),
  /** What it was learnt from, and its squared error beside that of the best trivial guess; null: the model is off or not learnt. */
  basis: z
    .strictObject({
      at: z.number().int(),
      n: z.number().int(),
      from: z.number().int(),
      model: z.number(),
      baseline: z.number(),
    })
    .nullable(),
  rows: z.array(z.strictObject({ id: z.string(), likely: z.number() })),
});
export type LikelyLate = z.infer<typeof likelyLate>;
