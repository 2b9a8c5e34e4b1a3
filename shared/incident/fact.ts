import { z } from 'zod';
import { actor } from '../access/person.ts';
import { clockNames, ends } from '../procedure/schema.ts';
import { clock, countNames, evidence, flagNames, incident, points, task } from './incident.ts';

/** What a transition did, with its result inside, so that history never depends on a later version of a procedure. */
export const change = z.discriminatedUnion('kind', [
  /** `rings` close by it, `reopens` open again (a closed incident went back to work). */
  z.strictObject({
    kind: z.literal('moved'),
    to: z.string(),
    rings: z.array(z.number().int()),
    reopens: z.array(z.number().int()),
    closing: z.enum(['closes', 'reopens', 'none']),
    end: z.enum(ends).nullable(),
  }),
  z.strictObject({ kind: z.literal('clock-set'), clock: z.enum(clockNames), value: clock }),
  z.strictObject({ kind: z.literal('tasks-set'), tasks: z.array(task) }),
  z.strictObject({
    kind: z.literal('asked'),
    what: z.enum(['extension', 'suspension']),
    ask: incident.shape.asks.shape.extension.unwrap(),
  }),
  z.strictObject({
    kind: z.literal('ask-settled'),
    what: z.enum(['extension', 'suspension']),
    granted: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('suspended-set'), value: z.boolean() }),
  z.strictObject({ kind: z.literal('counted'), what: z.enum(countNames) }),
  z.strictObject({ kind: z.literal('flagged'), flag: z.enum(flagNames) }),
  z.strictObject({ kind: z.literal('evidence-added'), evidence: z.array(evidence) }),
  z.strictObject({ kind: z.literal('rated'), score: z.number().int().min(1).max(5) }),
  z.strictObject({ kind: z.literal('points-booked'), points: z.array(points) }),
  z.strictObject({ kind: z.literal('merged'), into: z.string() }),
]);
export type Change = z.infer<typeof change>;

/** A ledger entry's body about an incident. Past tense; never edited, never removed. */
export const incidentFact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reported'), incident }),
  z.strictObject({ kind: z.literal('repeated'), evidence: z.array(evidence) }),
  z.strictObject({
    kind: z.literal('advanced'),
    transition: z.string(),
    from: z.string(),
    note: z.string(),
    changes: z.array(change),
  }),
  z.strictObject({ kind: z.literal('noted'), text: z.string(), evidence: z.array(evidence) }),
  /** A clock ran out. */
  z.strictObject({ kind: z.literal('lapsed'), clock: z.enum(clockNames) }),
]);
export type IncidentFact = z.infer<typeof incidentFact>;

/** A fact with who and when: what `evolve` folds. */
export const incidentEvent = z.strictObject({ at: z.number().int(), by: actor, fact: incidentFact });
export type IncidentEvent = z.infer<typeof incidentEvent>;
