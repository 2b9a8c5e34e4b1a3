import type { Sum } from '../storage/figure-sums.ts';

export function sumOf<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}

/** The sum of each name over rows. */
export type Total = (name: string) => number;
export function addUp(rows: readonly Sum[]): Total {
  return (name) => sumOf(rows, (row) => row.sums[name] ?? 0);
}
