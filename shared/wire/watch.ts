import { z } from 'zod';
import { sheet } from '../watch/watch.ts';

/** GET /watch/sheets?before=&limit=: hand-over sheets, newest first. `next` is where the next page begins; null at the end. */
export const sheetQuery = z.strictObject({
  before: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 2)
    .default(2 ** 31 - 2),
  limit: z.coerce.number().int().min(1).max(60).default(20),
});
export const sheetList = z.strictObject({ sheets: z.array(sheet), next: z.number().int().nullable() });
export type SheetList = z.infer<typeof sheetList>;
