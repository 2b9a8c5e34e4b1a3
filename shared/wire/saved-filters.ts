import { z } from 'zod';

/** What a person looks for, as the desk keeps it: all but the page of `incidentQuery`, with a span in place of two instants. */
export const searchFilter = z.strictObject({
  q: z.string().trim().max(100).optional(),
  state: z.enum(['open', 'closed']).optional(),
  overdue: z.literal('1').optional(),
  grid: z.string().max(40).optional(),
  unit: z.string().max(64).optional(),
  item: z.string().max(64).optional(),
  procedure: z.string().max(40).optional(),
  /** Reported since so many days before the moment it is asked. */
  days: z.number().int().min(1).max(3_660).optional(),
});
export type SearchFilter = z.infer<typeof searchFilter>;
const name = z.string().trim().min(1).max(40);

/** GET /filters: the asker's own, oldest first. */
export const savedFilter = z.strictObject({ id: z.string(), name, filter: searchFilter });
export type SavedFilter = z.infer<typeof savedFilter>;
export const savedFilters = z.array(savedFilter);
/** POST /filters */
export const newFilter = z.strictObject({
  name,
  filter: searchFilter.refine((filter) => Object.keys(filter).length > 0, 'says nothing to look for'),
});
/** PATCH /filters/:id */
export const filterChange = z.strictObject({ name });
/** Filters a person. */
export const mostFilters = 50;
