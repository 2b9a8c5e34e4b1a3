import { z } from 'zod';
import { reasonId, reasonValues } from '../kernel/reasons.ts';

/** Sheets that are brought, whatever they tell of, below `/api/:jurisdiction`. */
const whole = z.number().int();
const why = { reason: z.string(), reasonId: reasonId.optional(), values: reasonValues.optional() };

/** POST …/:id/trial, POST …/:id/commit */
export const nothing = z.strictObject({});
/** filling: rows are awaited, or changed since the trial; checked: may be written; running, done; stopped: see `error`. */
export const sheetStates = ['filling', 'checked', 'running', 'done', 'stopped'] as const;

interface Words<F extends string, V extends string, M extends z.ZodRawShape> {
  /** What a column can be. */
  fields: readonly F[];
  /** What a row can be found to be. */
  verdicts: readonly V[];
  /** What a row tells beside that. */
  row: M;
  /** Columns, signs of a cell, and rows at most. */
  most: { columns: number; signs: number; rows: number };
}

/** What is said of sheets of a kind: what is asked, and what is told. */
export const sheetWire = <F extends string, V extends string, M extends z.ZodRawShape>(
  kind: Words<F, V, M>,
) => ({ verdicts: kind.verdicts, ...askedOf(kind), ...toldOf(kind) });
export type AnySheetWire = ReturnType<typeof sheetWire<string, string, z.ZodRawShape>>;

function askedOf<F extends string, V extends string>({
  fields: known,
  verdicts,
  most: { columns, signs, rows },
}: Pick<Words<F, V, z.ZodRawShape>, 'fields' | 'verdicts' | 'most'>) {
  const cells = z.array(z.string().max(signs)).max(columns);
  const fields = z.array(z.enum(known).nullable()).min(1).max(columns);
  return {
    /** A sheet that is about to come. `fields`: what each column is; null: none of ours. */
    begin: z
      .strictObject({
        file: z.string().min(1).max(200),
        sheet: z.string().max(100),
        heads: cells.min(1),
        fields,
        rows: whole.min(1).max(rows),
      })
      .refine((sheet) => sheet.heads.length === sheet.fields.length, 'a field for each column'),
    /** Some rows, the first of which is line `from` of the sheet: titles and heads stand above. */
    rows: z.strictObject({
      from: whole.min(2).max(rows + 100),
      rows: z.array(cells).min(1).max(500),
    }),
    /** Another meaning of the columns. */
    remap: z.strictObject({ fields }),
    rowQuery: z.strictObject({
      verdict: z.enum([...verdicts, 'doubt']).optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  };
}

function toldOf<F extends string, V extends string, M extends z.ZodRawShape>(kind: Words<F, V, M>) {
  const field = z.enum(kind.fields);
  const found = z.strictObject({ field, value: z.string(), ...why });
  const one = z.strictObject({
    id: z.string(),
    file: z.string(),
    sheet: z.string(),
    heads: z.array(z.string()),
    fields: z.array(field.nullable()),
    rows: whole,
    /** Rows that are here. */
    here: whole,
    state: z.enum(sheetStates),
    by: z.string(),
    madeAt: z.number(),
    finishedAt: z.number().nullable(),
    error: z.string().nullable(),
    /** Rows by verdict; `doubts`: that go through with something strange; `done`: written. */
    counts: z.strictObject({
      ...(Object.fromEntries(kind.verdicts.map((name) => [name, whole])) as Record<V, typeof whole>),
      doubts: whole,
      done: whole,
    }),
    /** Faults by column and reason, the most frequent first. */
    faults: z.array(z.strictObject({ field, n: whole, ...why })),
  });
  const row = z.strictObject({
    no: whole,
    cells: z.array(z.string()),
    verdict: z.enum(kind.verdicts).nullable(),
    ...kind.row,
    faults: z.array(found),
    doubts: z.array(found),
    done: z.boolean(),
  });
  return {
    one,
    /** Newest first. */
    list: z.array(one),
    row,
    rowPage: z.strictObject({ rows: z.array(row), total: whole }),
  };
}
