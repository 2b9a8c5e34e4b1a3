import { z } from 'zod';
import { families } from '../procedure/schema.ts';

/** How the pretend county of a demo pack lives. */
export const demo = z.strictObject({
  /** Incidents a day of the pretend county at scale 1. */
  incidentsPerDay: z.number().positive(),
  /** Matters of other families a day, where the county's source counts them. */
  openedPerDay: z.partialRecord(z.enum(families), z.number().nonnegative()).optional(),
  closedShare: z.number().min(0).max(1),
  onTimeShare: z.number().min(0).max(1),
  reworkShare: z.number().min(0).max(1),
  extensionShare: z.number().min(0).max(1),
});
