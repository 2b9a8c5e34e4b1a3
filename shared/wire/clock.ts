import { z } from 'zod';

const instant = z.number().int().describe('epoch ms UTC');

/** The clock of the server, and what is in doubt about it. */
export const clockState = z.strictObject({
  now: instant,
  doubt: z
    .strictObject({ clock: instant, last: instant })
    .nullable()
    .describe(
      'The clock is more than a day away from the last record: nothing is taken until somebody says that it is right',
    ),
});
export type ClockState = z.infer<typeof clockState>;

/** The word that the clock is right. */
export const clockWord = z.strictObject({
  clock: instant.describe('What the clock said when you looked: an old look confirms nothing'),
});
