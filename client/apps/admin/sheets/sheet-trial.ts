import { isRefusal } from '#shared/kernel/refusal.ts';
import type { HeldSheet } from './held-sheet.ts';
import type { BroughtRow, RowView } from './sheet-kind.ts';

const pageRows = 100;

/** A sheet that was brought is tried, looked at and mended: nothing is written by any of it. */
export function openSheetTrial({
  kind,
  answerTo,
  refusal,
  sheet,
  fields,
  rows,
  total,
  view,
  tookMs,
}: HeldSheet) {
  async function retry(): Promise<void> {
    const { id } = sheet.value ?? {};
    if (id === undefined) return;
    const began = performance.now();
    const tried = await answerTo('try', () => kind.trial(id));
    if (!tried) return;
    tookMs.value = performance.now() - began;
    sheet.value = tried;
    if (tried.counts.refused === 0 && view.value === 'refused') view.value = 'new';
    await look(view.value);
  }
  /** Rows of a kind; more of them behind those that are shown. */
  async function look(what: RowView, more = false): Promise<void> {
    if (!sheet.value) return;
    view.value = what;
    const offset = more ? rows.value.length : 0;
    const page = await kind.page(sheet.value.id, { verdict: what, offset, limit: pageRows });
    refusal.value = isRefusal(page) ? page : null;
    if (isRefusal(page) || what !== view.value) return;
    rows.value = more ? [...rows.value, ...page.rows] : page.rows;
    total.value = page.total;
  }
  /** Another meaning of the columns of what was brought already. */
  async function remap(next: (string | null)[]): Promise<void> {
    fields.value = next;
    const { id } = sheet.value ?? {};
    if (id !== undefined && (await answerTo('try', () => kind.remap(id, next)))) await retry();
  }
  /** One cell is mended where it stands, and the sheet tried anew. */
  async function mend(row: BroughtRow, column: number, text: string): Promise<void> {
    const { id } = sheet.value ?? {};
    if (id === undefined || row.cells[column] === text) return;
    const cells = row.cells.map((cell, i) => (i === column ? text : cell));
    if (await answerTo('mend', () => kind.put(id, row.no, [cells]))) await retry();
  }
  return { retry, look, remap, mend };
}
