import { z } from 'zod';

const instant = z.number().int().min(0);
const id = z.string().min(1).max(64);
const text = (most: number) => z.string().trim().min(1).max(most);

/** A matter of the record. */
const incident = z.strictObject({ kind: z.literal('incident'), incident: z.string().min(1).max(64) });
/** What somebody else foretells, with who said it and when. */
const forecast = z.strictObject({
  kind: z.literal('forecast'),
  source: text(80),
  text: text(500),
  at: instant,
});

/**
 * What a warning rests on and anybody can look up. Of a reading the house itself writes what was measured, with the name and
 * the unit of the instrument as they were then.
 */
export const rest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('reading'),
    sensor: id,
    at: instant,
    value: z.number(),
    name: z.string().max(120),
    measure: z.string().max(16),
    /** Beyond which it proposed the warning. */
    limit: z.number().optional(),
  }),
  /** A running indicator as it stood: what the house proposes by its bounds. */
  z.strictObject({
    kind: z.literal('figure'),
    indicator: id,
    at: instant,
    value: z.number(),
    name: z.string().max(120),
    measure: z.string().max(16),
    limit: z.number().optional(),
  }),
  incident,
  forecast,
]);
export type Rest = z.infer<typeof rest>;

/** As a sender names it: of a reading the instrument and the instant up to which it is looked for. */
export const restAsked = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reading'), sensor: id, at: instant }),
  incident,
  forecast,
]);
export type RestAsked = z.infer<typeof restAsked>;
