import { z } from 'zod';
import { actor } from '../access/person.ts';
import { point } from '../geo/point.ts';

/** A signed four-colour act under the emergency law. The colours stand for nothing else anywhere. */
export const colours = ['red', 'orange', 'yellow', 'blue'] as const;
export type Colour = (typeof colours)[number];

export const warning = z.strictObject({
  id: z.string(),
  jurisdiction: z.string(),
  version: z.number().int(),
  colour: z.enum(colours),
  title: z.string().min(1).max(120),
  /** On what it rests: readings, forecast, order. */
  basis: z.string().min(1).max(500),
  measures: z.string().max(1000),
  signer: actor,
  place: point.optional(),
  grids: z.array(z.string()),
  incident: z.string().optional(),
  issuedAt: z.number().int(),
  adjustedAt: z.number().int().optional(),
  releasedAt: z.number().int().optional(),
  /** Who took note of it first, in its present colour: until then it calls at the desks. */
  taken: z.strictObject({ by: z.string(), at: z.number().int() }).optional(),
});
export type Warning = z.infer<typeof warning>;

export const warningCommand = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('issue-warning'),
    ...warning.pick({
      colour: true,
      title: true,
      basis: true,
      measures: true,
      place: true,
      grids: true,
      incident: true,
    }).shape,
  }),
  z.strictObject({
    kind: z.literal('adjust-warning'),
    warning: z.string(),
    version: z.number().int(),
    colour: z.enum(colours),
    basis: z.string().min(1).max(500),
  }),
  z.strictObject({
    kind: z.literal('release-warning'),
    warning: z.string(),
    version: z.number().int(),
    basis: z.string().min(1).max(500),
  }),
  /** Takes note of it, so that it stops calling. It says nothing about the warning itself: no version is asked for. */
  z.strictObject({ kind: z.literal('take-warning'), warning: z.string() }),
]);
export type WarningCommand = z.infer<typeof warningCommand>;

export const warningFact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('warning-issued'), warning }),
  z.strictObject({ kind: z.literal('warning-adjusted'), colour: z.enum(colours), basis: z.string() }),
  z.strictObject({ kind: z.literal('warning-released'), basis: z.string() }),
  z.strictObject({ kind: z.literal('warning-taken'), by: z.string() }),
]);
export type WarningFact = z.infer<typeof warningFact>;
