import { z } from 'zod';
import { defineView, type RowOf } from './definition.ts';

const flow = z.strictObject({
  procedure: z.string(),
  node: z.string(),
  open: z.number(),
  overdue: z.number(),
});

/**
 * By `procedure/node`: matters that stand at a node, open or closed within the last seven days and waiting to be finished, and how
 * many of them are late. Counted at most once a second.
 */
export const flowView = defineView({ remembered: true, tables: { flow: { row: flow, merge: 'first' } } });
export type FlowRow = RowOf<typeof flowView, 'flow'>;
