import type { IncidentList } from '#shared/wire/http.ts';

export type ListedRow = IncidentList['rows'][number];
export const receiptColumns = ['matter', 'node', 'lead', 'reportedAt', 'dueAt', 'closedAt', 'late'] as const;
export type ReceiptColumn = (typeof receiptColumns)[number];

/** ms by which a matter is or was late against its whole deadline; negative with time left. `now` for one that is open. */
export function lateBy({ dueAt, closedAt }: Pick<ListedRow, 'dueAt' | 'closedAt'>, now: number): number {
  return (closedAt ?? now) - dueAt;
}

/** What a column sorts by; `words` gives the names that stand on the screen. */
export function receiptValue(
  column: ReceiptColumn,
  row: ListedRow,
  now: number,
  words: (row: ListedRow) => { node: string; lead: string },
): number | string {
  if (column === 'matter') return row.title;
  if (column === 'node' || column === 'lead') return words(row)[column];
  if (column === 'late') return lateBy(row, now);
  return column === 'closedAt' ? (row.closedAt ?? Number.POSITIVE_INFINITY) : row[column];
}

/** Rows by a column; equal ones by number, so that a sort never shuffles. */
export function sortRows(
  rows: readonly ListedRow[],
  value: (row: ListedRow) => number | string,
  falling: boolean,
): ListedRow[] {
  const sign = falling ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    const order =
      typeof x === 'number' && typeof y === 'number'
        ? x === y
          ? 0
          : x - y
        : String(x).localeCompare(String(y), 'zh-Hans-CN');
    return sign * order || (a.id < b.id ? -1 : 1);
  });
}
