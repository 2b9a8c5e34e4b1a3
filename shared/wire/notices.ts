import { z } from 'zod';
import { notice } from '../access/notice.ts';

/** GET /notices: what oneself is told beside matters, newest first: what stands, and what was said or ended in the last seven days. */
const told = {
  id: z.string(),
  at: z.number(),
  /** When it was over; null: it stands. */
  overAt: z.number().nullable(),
  seenAt: z.number().nullable(),
};
const [silent, named, ended] = notice.options;
export const toldNotice = z.discriminatedUnion('kind', [
  silent.extend(told),
  named.extend(told),
  ended.extend(told),
]);
export type ToldNotice = z.infer<typeof toldNotice>;
export const toldNotices = z.array(toldNotice);
/** POST /notices/:id/seen. */
export const noticeSeen = z.strictObject({ id: z.string() });
