import { z } from 'zod';
import { publicMatter } from './public.ts';

/**
 * What a system that reports (a hotline, a citizen service) reads back of its own matters: `/api/:jurisdiction/reports…`, and
 * what is pushed to it. A matter is told as its reporter may know it; it names no people.
 */
const instant = z.number().int();
const seq = z.number().int().min(0);
const words = (max: number) => z.string().trim().min(1).max(max);

/** GET /reports: the own matters, newest first. `next` goes on from there as `before`; null at the end. */
export const sourceMattersQuery = z.strictObject({
  before: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const sourceMatters = z.strictObject({
  matters: z.array(z.strictObject({ number: z.string(), reportedAt: instant })),
  next: z.string().nullable(),
});

/** One fact of an own matter. `seq` grows; what comes after one is asked for by it. `act` is the step taken, or the kind of fact. */
export const sourceEvent = z.strictObject({ seq, at: instant, number: z.string(), act: z.string() });
export type SourceEventRow = z.infer<typeof sourceEvent>;
/** GET /reports/changes: the events after `after`, in order, each with nothing lost between. */
export const sourceChangesQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export const sourceChanges = z.strictObject({ events: z.array(sourceEvent), last: seq });
/** What is pushed to a webhook and sent as a server-sent event: the event, and the matter as it was when it was sent. */
export const sourceMessage = z.strictObject({
  type: z.literal('matter.changed'),
  jurisdiction: z.string(),
  event: sourceEvent,
  matter: publicMatter,
});
export type SourceMessage = z.infer<typeof sourceMessage>;

export const sourceWords = z.strictObject({ words: words(500) });
export const sourceWithdrawal = z.strictObject({ words: words(300) });
export const sourceRating = z
  .strictObject({
    score: z.number().int().min(1).max(5),
    words: z.string().trim().max(500).default(''),
    again: z.boolean().default(false),
  })
  .refine(({ again, score, words: said }) => !again || (score <= 2 && said !== ''), {
    message: 'asking again takes a score of 1 or 2, and words',
    path: ['again'],
  });

/** POST /sources/:id/webhook. Plain http is for networks of the county's own. */
export const webhookBody = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'an http or https address' }).max(500),
});
/** The secret is told once: `whsec_` and base64, as the Standard Webhooks libraries take it. */
export const webhookMade = z.strictObject({ url: z.string(), secret: z.string() });
export const webhookState = z.strictObject({
  url: z.string().nullable(),
  madeAt: instant.nullable(),
  waiting: z.number().int(),
  dead: z.number().int(),
});
/** GET /reports/undelivered: what was given up after the last try. */
export const undelivered = z.strictObject({
  events: z.array(sourceEvent.extend({ tries: z.number().int(), error: z.string() })),
});
export const redelivery = z.strictObject({ again: z.number().int() });
