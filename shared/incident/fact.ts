import { z } from 'zod';
import { actor } from '../access/person.ts';
import { ends, grades } from '../procedure/schema.ts';
import {
  child,
  clock,
  countNames,
  draw,
  evidence,
  flagNames,
  incident,
  kept,
  points,
  sources,
  task,
  told,
} from './incident.ts';

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
  z.strictObject({ kind: z.literal('clock-set'), clock: z.string(), value: clock }),
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
  /** `own`: by the one who reported it. */
  z.strictObject({
    kind: z.literal('rated'),
    score: z.number().int().min(1).max(5),
    own: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('points-booked'), points: z.array(points) }),
  z.strictObject({ kind: z.literal('merged'), into: z.string() }),
  z.strictObject({ kind: z.literal('graded'), grade: z.enum(grades) }),
  z.strictObject({ kind: z.literal('kept'), data: z.record(z.string(), kept) }),
  /** By whom a step was taken that somebody else has to look at. */
  z.strictObject({
    kind: z.literal('taken-by'),
    step: z.string(),
    id: z.string(),
    name: z.string(),
    /** Whom a deputy stood in for. */
    actsFor: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('opened'), children: z.array(child) }),
  z.strictObject({ kind: z.literal('drawn'), draw }),
  /** Points for a unit in the matter that opened this one; they arrive there with its `joined`. */
  z.strictObject({ kind: z.literal('booked-above'), points: z.array(points) }),
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
  z.strictObject({ kind: z.literal('lapsed'), clock: z.string() }),
  /** Its responsible were told that a clock will run out. */
  z.strictObject({ kind: z.literal('reminded'), clock: z.string(), to: z.array(told) }),
  /** The next level up was told that a clock has run out. Levels whose post nobody holds were `skipped`. */
  z.strictObject({
    kind: z.literal('escalated'),
    clock: z.string(),
    rung: z.number().int(),
    to: told,
    skipped: z.array(z.string()),
    /** There is no level above. */
    last: z.boolean(),
  }),
  /** A matter that this one had opened came to its close, to an end, or (`reopened`) back to work. */
  z.strictObject({
    kind: z.literal('joined'),
    child: z.string(),
    outcome: z.string(),
    points: z.array(points),
  }),
  z.strictObject({
    kind: z.literal('said'),
    id: z.string(),
    text: z.string(),
    to: z.array(z.string()),
    order: z.boolean(),
    replyTo: z.string().optional(),
    evidence: z.array(evidence),
  }),
  z.strictObject({ kind: z.literal('seen'), messages: z.array(z.string()) }),
  /** A duplicate was merged into this one, with all that it knew. */
  z.strictObject({
    kind: z.literal('absorbed'),
    from: z.string(),
    title: z.string(),
    detail: z.string(),
    source: z.enum(sources),
    reportedAt: z.number().int(),
    lastOccurredAt: z.number().int(),
    occurrences: z.number().int().min(1),
    evidence: z.array(evidence),
  }),
]);
export type IncidentFact = z.infer<typeof incidentFact>;

/** A fact with who and when: what `evolve` folds. */
export const incidentEvent = z.strictObject({ at: z.number().int(), by: actor, fact: incidentFact });
export type IncidentEvent = z.infer<typeof incidentEvent>;

/**
 * An entry that was brought in says so beside its fact: by whom, when, from which row of which sheet. Its instant is that of the deed,
 * unless later entries stand before it already: then the entry stands at theirs, and `own` is the instant of the deed.
 */
export const imported = z.strictObject({
  by: z.strictObject({ id: z.string(), name: z.string() }),
  at: z.number().int(),
  from: z.string(),
  import: z.string(),
  row: z.number().int(),
  own: z.number().int().optional(),
});
export type Imported = z.infer<typeof imported>;
