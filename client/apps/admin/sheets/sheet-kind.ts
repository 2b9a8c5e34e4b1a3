import { historyColumns, historyFields } from '#shared/history/words.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { ColumnWords } from '#shared/sheet/columns.ts';
import { staffColumns, staffFields } from '#shared/staffing/words.ts';
import type { AdminApi } from '../../../http/admin-api.ts';

/** What is told of a cell, as refusals are. */
interface Told {
  field: string;
  reason: string;
  reasonId?: string | undefined;
  values?: Readonly<Record<string, string | number>> | undefined;
}
/** A sheet on its way in, whatever its rows are. */
export interface BroughtSheet {
  id: string;
  file: string;
  heads: string[];
  fields: (string | null)[];
  rows: number;
  state: 'filling' | 'checked' | 'running' | 'done' | 'stopped';
  by: string;
  madeAt: number;
  error: string | null;
  counts: {
    new: number;
    same: number;
    refused: number;
    doubts: number;
    done: number;
    change?: number;
    leave?: number;
  };
  faults: (Told & { n: number })[];
}
export interface BroughtRow {
  no: number;
  cells: string[];
  faults: Told[];
  doubts: Told[];
  changes?: string[];
}
export type RowView = 'refused' | 'doubt' | 'change' | 'leave' | 'new' | 'same';
type Fields = readonly (string | null)[];
interface NewSheet {
  file: string;
  sheet: string;
  heads: string[];
  fields: Fields;
  rows: number;
}

/** Where rows go, and what they are. */
export interface SheetKind {
  /** Its own words stand below `admin.<id>`, the others below `admin.import`. */
  id: 'import' | 'history';
  columns: readonly (ColumnWords<string> & { zh: string; en: string })[];
  views: readonly RowView[];
  /** Characters of a cell at most. */
  mostInCell: number;
  list(): Promise<readonly BroughtSheet[] | Refusal>;
  find(id: string): Promise<BroughtSheet | Refusal>;
  begin(sheet: NewSheet): Promise<BroughtSheet | Refusal>;
  put(id: string, from: number, rows: readonly (readonly string[])[]): Promise<BroughtSheet | Refusal>;
  remap(id: string, fields: Fields): Promise<BroughtSheet | Refusal>;
  trial(id: string): Promise<BroughtSheet | Refusal>;
  commit(id: string): Promise<BroughtSheet | Refusal>;
  page(
    id: string,
    query: { verdict: RowView; offset: number; limit: number },
  ): Promise<{ rows: BroughtRow[]; total: number } | Refusal>;
}

const among = <Field extends string>(known: readonly Field[], fields: Fields): (Field | null)[] =>
  fields.map((field) => known.find((one) => one === field) ?? null);

/** Accounts of people. */
export const peopleSheets = ({ imports }: AdminApi): SheetKind => ({
  ...imports,
  id: 'import',
  columns: staffColumns,
  views: ['refused', 'doubt', 'change', 'leave', 'new', 'same'],
  mostInCell: 500,
  begin: (sheet) => imports.begin({ ...sheet, fields: among(staffFields, sheet.fields) }),
  remap: (id, fields) => imports.remap(id, among(staffFields, fields)),
});

/** Matters that were, elsewhere. */
export const historySheets = ({ histories }: AdminApi): SheetKind => ({
  ...histories,
  id: 'history',
  columns: historyColumns,
  views: ['refused', 'doubt', 'new', 'same'],
  mostInCell: 2_000,
  begin: (sheet) => histories.begin({ ...sheet, fields: among(historyFields, sheet.fields) }),
  remap: (id, fields) => histories.remap(id, among(historyFields, fields)),
});
