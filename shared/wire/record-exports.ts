import { z } from 'zod';
import { purposes } from '../record/purpose.ts';

/** Records as files, out and in. Out: asked for, allowed by a second person where anything is personal, fetched. In: sheets, tried first. */
const id = z.string().regex(/^[0-9a-z]{8,16}$/, 'the id of an export');
const kindId = z.string().min(1).max(32);
const why = z.string().trim().min(2).max(200);

export const newExport = z.strictObject({
  kind: kindId,
  /** A grid of any level; without one all that the asker sees. */
  grid: z.string().max(64).optional(),
  /** Columns; without them all that the asker sees. */
  fields: z.array(z.string().max(32)).max(60).optional(),
  purpose: z.enum(purposes),
  why,
});
export const recordExport = z.strictObject({
  id,
  askedAt: z.number(),
  by: z.strictObject({ id: z.string(), name: z.string() }),
  kind: kindId,
  grid: z.string().nullable(),
  /** Names of the grid and those around it, widest first. */
  place: z.array(z.string()),
  fields: z.array(z.string()),
  purpose: z.enum(purposes),
  why: z.string(),
  /** How many records there were when it was asked for. */
  found: z.number(),
  state: z.enum(['waits', 'refused', 'ready', 'over']),
  /** Who allowed or refused it; null: nobody yet, or nobody has to. */
  decided: z
    .strictObject({ at: z.number(), by: z.string(), granted: z.boolean(), why: z.string().nullable() })
    .nullable(),
  needsSecond: z.boolean(),
  fetched: z.number(),
  /** Whether the asker of this list may decide it, and whether it is the asker's own. */
  mayDecide: z.boolean(),
  isOwn: z.boolean(),
});
export type RecordExport = z.infer<typeof recordExport>;
export const recordExports = z.strictObject({ exports: z.array(recordExport) });
export const exportDecision = z.strictObject({
  granted: z.boolean(),
  why: z.string().trim().max(200).optional(),
});
export const exportFile = z.strictObject({ language: z.enum(['zh', 'en']).default('zh') });

export const mostSheetRows = 2_000;
export const recordSheet = z.strictObject({
  kind: kindId,
  /** What each column holds: the id of a field, `:key`, `:lng`, `:lat`, `:confirmed`; null: nothing of ours. */
  columns: z.array(z.string().max(40).nullable()).min(1).max(80),
  rows: z
    .array(z.array(z.string().max(2_000)).max(80))
    .min(1)
    .max(mostSheetRows),
  /** The number that the first of these rows has in its file. */
  firstRow: z.number().int().min(1).default(1),
  /** False: only tried, nothing is written. */
  write: z.boolean(),
});
export const sheetFault = z.strictObject({
  row: z.number(),
  column: z.string(),
  value: z.string(),
  reason: z.string(),
  reasonId: z.string().max(64).optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type SheetFault = z.infer<typeof sheetFault>;
export const sheetAnswer = z.strictObject({
  added: z.number(),
  changed: z.number(),
  same: z.number(),
  refused: z.number(),
  /** Every faulty cell. */
  faults: z.array(sheetFault),
});
export type SheetAnswer = z.infer<typeof sheetAnswer>;
