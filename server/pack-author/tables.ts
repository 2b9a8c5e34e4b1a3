import { readFileSync } from 'node:fs';
import { must } from '#shared/kernel/must.ts';

/** A row of a tab-separated table with a head line, by column name. */
export type Row = (column: string) => string;

/** Reads one of the tables beside this file. */
export function readTable(name: string): Row[] {
  const [head = '', ...lines] = readFileSync(new URL(name, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const columns = head.split('\t');
  return lines.map((line, index) => {
    const cells = line.split('\t');
    if (cells.length !== columns.length)
      throw new Error(`${name}:${index + 2}: ${cells.length} cells, ${columns.length} columns`);
    return (column) => must(cells[columns.indexOf(column)], `column ${column} of ${name}`);
  });
}

/** Shares out a whole number by weight; the parts sum to it exactly (largest remainder). */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, i) => [value - Math.floor(value), i] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  let left = total - parts.reduce((a, b) => a + b, 0);
  for (const [, i] of byRemainder) {
    if (left <= 0) break;
    parts[i] = must(parts[i], 'part') + 1;
    left -= 1;
  }
  return parts;
}
