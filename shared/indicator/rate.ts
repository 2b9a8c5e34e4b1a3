import { z } from 'zod';

/** A rate with what it rests on; `value` is null when the denominator is 0. */
export const rate = z.strictObject({
  numerator: z.number().int(),
  denominator: z.number().int(),
  value: z.number().nullable(),
});
export type Rate = z.infer<typeof rate>;
