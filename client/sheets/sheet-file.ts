import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { asWritten, neutralised } from '#shared/sheet/formula.ts';
import { guessColumns, type ColumnWords } from '#shared/sheet/columns.ts';
import { staffColumns } from '#shared/staffing/words.ts';

/** A table of a file, all of it text. */
export interface SheetTable {
  /** Of its sheet; empty: the file has none. */
  name: string;
  heads: string[];
  rows: string[][];
  /** The number that its first row has in the file; the first line of a file is 1. */
  firstRow: number;
}
const mostBytes = 20_000_000;
/** Lines above the heads, for titles and notes. */
const headWithin = 12;

/**
 * The tables of an XLSX or CSV file, the first first. They are read here, in the browser of who brings them: a file that is made to
 * burst or to mislead meets no server. Where it is no sheet of people: `heads`, what its columns are called, or the words of its `columns`.
 */
export async function readSheetFile(
  file: File,
  heads: readonly string[] = [],
  columns: readonly ColumnWords<string>[] = staffColumns,
): Promise<SheetTable[] | Refusal> {
  if (file.size > mostBytes) return refuse('too-large', 'sheet-too-large', 'file');
  try {
    const isXlsx = /\.xlsx$/iu.test(file.name) || (await startsWithZip(file));
    const tables = isXlsx ? await readXlsx(file) : [await readCsv(file)];
    const full = tables.flatMap((one) => tableOf(one, heads, columns) ?? []);
    return full.length > 0 ? full : refuse('invalid', 'sheet-no-table', 'file');
  } catch {
    return refuse('invalid', 'sheet-unreadable', 'file');
  }
}

async function startsWithZip(file: Blob): Promise<boolean> {
  const [a, b] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return a === 0x50 && b === 0x4b;
}

interface Raw {
  name: string;
  lines: string[][];
}
async function readXlsx(file: Blob): Promise<Raw[]> {
  const { default: read } = await import('read-excel-file/universal');
  // Numbers stay as they are written: a telephone number is none.
  const sheets = await read(file, { parseNumber: (text: string) => text });
  return sheets.map(({ sheet, data }) => ({ name: sheet, lines: data.map((row) => row.map(textOf)) }));
}
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  // A day as such; what has a time of day keeps it.
  if (cell instanceof Date)
    return cell
      .toISOString()
      .replace('T', ' ')
      .replace(/(?: 00:00:00)?\.\d+Z$/u, '');
  return String(cell);
}

async function readCsv(file: Blob): Promise<Raw> {
  const { default: papa } = await import('papaparse');
  const { data } = papa.parse<string[]>(decoded(new Uint8Array(await file.arrayBuffer())), { header: false });
  return { name: '', lines: data.map((line) => line.map(asWritten)) };
}
/** UTF-8, else what Chinese Windows writes. */
export function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** The line with the most heads that are known is that of the heads; what stands above is a title. Null: nothing below it. */
export function tableOf(
  { name, lines }: Raw,
  wanted: readonly string[] = [],
  columns: readonly ColumnWords<string>[] = staffColumns,
): SheetTable | null {
  const known = (line: readonly string[]): number =>
    wanted.length > 0
      ? line.filter((cell) => wanted.includes(cell.trim())).length
      : guessColumns(line, columns).filter(Boolean).length;
  const firsts = lines.slice(0, headWithin).map(known);
  const best = Math.max(0, ...firsts);
  const at = best === 0 ? lines.findIndex((line) => line.some((cell) => cell.trim())) : firsts.indexOf(best);
  const heads = (lines[at] ?? []).map((cell) => cell.trim());
  while (heads.length > 0 && heads.at(-1) === '') heads.pop();
  const rows = lines.slice(at + 1).map((line) => heads.map((_, i) => (line[i] ?? '').trim()));
  while (rows.length > 0 && rows.at(-1)?.every((cell) => cell === '')) rows.pop();
  return at < 0 || heads.length === 0 || rows.length === 0 ? null : { name, heads, rows, firstRow: at + 2 };
}

/** A table as a file. In CSV what a spreadsheet would run is neutralised; in XLSX each cell is told to be text, and text is not run. */
export async function asFile(
  kind: 'csv' | 'xlsx',
  { heads, rows }: { heads: readonly string[]; rows: readonly (readonly string[])[] },
): Promise<Blob> {
  if (kind === 'xlsx') {
    const { default: write } = await import('write-excel-file/universal');
    const head = heads.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
    const body = rows.map((row) =>
      row.map((value) => (value === '' ? null : { value, type: String, format: '@' })),
    );
    const widths = heads.map((_, i) => ({ width: widthOf(rows, i) }));
    return write([head, ...body], { columns: widths, stickyRowsCount: 1 }).toBlob();
  }
  const { default: papa } = await import('papaparse');
  const data = rows.map((row) => row.map(neutralised));
  const text = papa.unparse({ fields: [...heads], data }, { newline: '\r\n' });
  // Without the mark Excel takes UTF-8 for the code page of the machine.
  return new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' });
}
function widthOf(rows: readonly (readonly string[])[], column: number): number {
  const longest = rows.slice(0, 200).reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 6);
  return Math.min(longest * 1.6 + 2, 48);
}

/** Hands a file to the person at the screen. */
export function saveFile(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
