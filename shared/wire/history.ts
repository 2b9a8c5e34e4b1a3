import { z } from 'zod';
import { historyFields } from '../history/words.ts';
import { reasonId, reasonValues } from '../kernel/reasons.ts';

/** Histories of matters as sheets, below `/api/:jurisdiction`. */
const field = z.enum(historyFields);
const cells = z.array(z.string().max(2_000)).max(60);
/** Rows of one sheet; a longer history comes as several. */
export const mostHistoryRows = 200_000;

/** POST /histories: a sheet of matters that is about to come. `fields`: what each column is; null: none of ours. */
export const newHistory = z
  .strictObject({
    file: z.string().min(1).max(200),
    sheet: z.string().max(100),
    heads: cells.min(1),
    fields: z.array(field.nullable()).min(1).max(60),
    rows: z.number().int().min(1).max(mostHistoryRows),
  })
  .refine(({ heads, fields }) => heads.length === fields.length, 'a field for each column');
export type NewHistory = z.infer<typeof newHistory>;
/** POST /histories/:id/rows: some rows, the first of which is line `from` of the sheet: titles and heads stand above. */
export const historyRows = z.strictObject({
  from: z
    .number()
    .int()
    .min(2)
    .max(mostHistoryRows + 100),
  rows: z.array(cells).min(1).max(500),
});
/** PATCH /histories/:id: another meaning of the columns. */
export const historyFieldsTold = z.strictObject({ fields: z.array(field.nullable()).min(1).max(60) });

export const historyVerdicts = ['new', 'same', 'refused'] as const;
/** filling: rows are awaited, or changed since the trial; checked: may be written; running, done; stopped: see `error`. */
export const historyStates = ['filling', 'checked', 'running', 'done', 'stopped'] as const;
const why = { reason: z.string(), reasonId: reasonId.optional(), values: reasonValues.optional() };
export const historyImport = z.strictObject({
  id: z.string(),
  file: z.string(),
  sheet: z.string(),
  heads: z.array(z.string()),
  fields: z.array(field.nullable()),
  rows: z.number().int(),
  /** Rows that are here. */
  here: z.number().int(),
  state: z.enum(historyStates),
  by: z.string(),
  madeAt: z.number(),
  finishedAt: z.number().nullable(),
  error: z.string().nullable(),
  counts: z.strictObject({
    new: z.number().int(),
    /** Matters that were brought before. */
    same: z.number().int(),
    refused: z.number().int(),
    /** Rows that go through with something strange, or that are here already. */
    doubts: z.number().int(),
    /** Rows whose matter is written with all its deeds. */
    done: z.number().int(),
  }),
  /** Faults by column and reason, the most frequent first. */
  faults: z.array(z.strictObject({ field, n: z.number().int(), ...why })),
});
export type HistoryImport = z.infer<typeof historyImport>;
/** GET /histories: of the last 30 days, newest first. */
export const historyList = z.array(historyImport);
/** GET /histories/:id/rows */
export const historyRowQuery = z.strictObject({
  verdict: z.enum([...historyVerdicts, 'doubt']).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const told = z.strictObject({ field, value: z.string(), ...why });
export const historyRow = z.strictObject({
  no: z.number().int(),
  cells: z.array(z.string()),
  verdict: z.enum(historyVerdicts).nullable(),
  /** Its number here, once it has one. */
  incident: z.string().nullable(),
  faults: z.array(told),
  doubts: z.array(told),
  done: z.boolean(),
});
export type HistoryRow = z.infer<typeof historyRow>;
export const historyRowPage = z.strictObject({ rows: z.array(historyRow), total: z.number().int() });
