import { z } from 'zod';
import { draw } from '../incident/incident.ts';

/** GET /incidents/:id/pool?from=: what anybody needs to draw again. */
export const poolQuery = z.strictObject({ from: draw.shape.from });
export const drawPool = z.strictObject({
  /** As it is now. Ids and weights alone go into a draw. */
  pool: z.array(z.strictObject({ id: z.string(), weight: z.number() })),
  /** Hash of the ledger's entry before that of the draw. */
  before: z.string(),
});
export type DrawPool = z.infer<typeof drawPool>;
