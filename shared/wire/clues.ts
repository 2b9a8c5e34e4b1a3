import { z } from 'zod';
import { clueKinds, clueStates } from '../incident/clue.ts';

/** What other systems noticed: a list with its course and its spikes, and a word of people on each. */
const instant = z.number().int();
const clue = z.strictObject({
  id: z.string(),
  kind: z.enum(clueKinds),
  at: instant,
  topic: z.string(),
  title: z.string(),
  text: z.string(),
  medium: z.string(),
  weight: z.number(),
  tone: z.number().nullable(),
  /** With its middle hidden. */
  subject: z.string().nullable(),
  /** Names of the grids that it lies in, the widest first. */
  area: z.array(z.string()),
  source: z.string(),
  state: z.enum(clueStates),
  /** Who said what it is, when and why. */
  by: z.string().nullable(),
  decidedAt: instant.nullable(),
  note: z.string(),
  matter: z.string().nullable(),
});
export type Clue = z.infer<typeof clue>;

/** GET /clues */
export const clueQuery = z.strictObject({
  kind: z.enum(clueKinds).default('opinion'),
  state: z.enum(clueStates).optional(),
  topic: z.string().max(24).optional(),
});
export type ClueAsked = z.infer<typeof clueQuery>;
export const clueList = z.strictObject({
  at: instant,
  /** Of each kind, how many nobody has looked at. */
  open: z.record(z.enum(clueKinds), z.number().int()),
  rows: z.array(clue),
  /** Of the last seven days, the most frequent first. */
  topics: z.array(z.strictObject({ topic: z.string(), n: z.number().int(), weight: z.number() })),
  /** By hour of the last two days. */
  hours: z.array(z.strictObject({ at: instant, n: z.number().int() })),
  /** Texts of the last day that say the same, the largest group first: what the first says, where and how widely it was said. */
  alike: z
    .array(
      z.strictObject({
        n: z.number().int(),
        title: z.string(),
        topic: z.string(),
        areas: z.number().int(),
        media: z.number().int(),
        first: instant,
        last: instant,
      }),
    )
    .optional(),
  /** Topics of which the last three hours brought far more than usual. */
  spikes: z.array(z.strictObject({ topic: z.string(), n: z.number().int(), usual: z.number() })),
});
export type ClueList = z.infer<typeof clueList>;

/** POST /clues/:clue/word: `matter` makes it one; all others say that nothing is to be done any more. */
export const clueWord = z.strictObject({
  word: z.enum(['fine', 'handled', 'matter']),
  note: z.string().trim().max(300).default(''),
});
export type ClueWord = z.infer<typeof clueWord>;
export const clueAnswer = clue;
