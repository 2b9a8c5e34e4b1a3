import { z } from 'zod';

/** How the pretend county of a demo pack lives. */
export const demo = z.strictObject({
  /** Incidents a day of the pretend county at scale 1. */
  incidentsPerDay: z.number().positive(),
  closedShare: z.number().min(0).max(1),
  onTimeShare: z.number().min(0).max(1),
  reworkShare: z.number().min(0).max(1),
  extensionShare: z.number().min(0).max(1),
});
