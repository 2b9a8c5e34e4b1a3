import { asWritten } from '#shared/sheet/formula.ts';
import { asFile } from '../../../sheets/sheet-file.ts';

/** More rows make a file that spreadsheets and phones open slowly or not at all. */
export const mostInXlsx = 50_000;

/** A CSV file of ours as XLSX: each cell is told to be text, which no spreadsheet runs, so it says what it said before. */
export async function asXlsx(csv: Blob): Promise<Blob> {
  const { default: papa } = await import('papaparse');
  const text = (await csv.text()).replace(/^\ufeff/u, '');
  const [heads = [], ...lines] = papa.parse<string[]>(text, { skipEmptyLines: true, newline: '\r\n' }).data;
  return asFile('xlsx', { heads, rows: lines.map((line) => line.map(asWritten)) });
}
