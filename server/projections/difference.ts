import type { Op, View } from '#shared/views/view.ts';
import type { TableName, TableRow } from '#shared/views/views.ts';

/** Ops that make the table of a view hold exactly `wanted`. Rows that would not change are left out. */
export function tableOps<T extends TableName>(
  view: View,
  table: T,
  wanted: ReadonlyMap<string, TableRow<T>>,
): Op[] {
  const held = view.tables.get(table);
  const ops: Op[] = [];
  for (const key of held?.keys() ?? []) if (!wanted.has(key)) ops.push([table, key, null]);
  for (const [key, row] of wanted) ops.push(...rowOps(view, table, key, row));
  return ops;
}

/** The op that puts or drops one row; none when the view holds it so already. */
export function rowOps<T extends TableName>(
  view: View,
  table: T,
  key: string,
  row: TableRow<T> | null,
): Op[] {
  const held = view.tables.get(table)?.get(key);
  if (row === null) return held ? [[table, key, null]] : [];
  if (held === row) return [];
  return held && JSON.stringify(held) === JSON.stringify(row) ? [] : [[table, key, row]];
}
