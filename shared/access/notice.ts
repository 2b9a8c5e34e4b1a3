import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

/** What somebody is told beside matters. Values are words and instants; each language says them in its own sentence. */
const system = z.strictObject({ id: z.string(), name: localized });
const term = { from: z.number(), until: z.number() };

export const notice = z.discriminatedUnion('kind', [
  /** To those who answer for a system: it came last at `since`, and not again within its own rhythm. */
  z.strictObject({
    kind: z.literal('system-silent'),
    said: z.strictObject({ system, since: z.number(), everyMs: z.number() }),
  }),
  /** To a deputy: for whom, from when until when; and that it is over before its term. */
  z.strictObject({
    kind: z.literal('deputy-named'),
    said: z.strictObject({ for: z.string(), by: z.string(), ...term }),
  }),
  z.strictObject({
    kind: z.literal('deputy-ended'),
    said: z.strictObject({ for: z.string(), by: z.string() }),
  }),
]);
export type Notice = z.infer<typeof notice>;
