import type { Person } from '#shared/access/person.ts';
import type { Windows } from '#shared/indicator/window.ts';
import type { FiguresQuery } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { RawFigures } from '../storage/figures/figure-queries.ts';
import type { Sum } from '../storage/figures/figure-part.ts';
import type { Counted } from '../storage/figures/figure-sums.ts';

/** What figures are composed of: who asks for what, and what was counted. */
export interface Composing {
  pack: LoadedPack;
  person: Person;
  windows: Windows;
  raw: RawFigures;
  query: Pick<FiguresQuery, 'family' | 'procedure'>;
  counted: Counted;
}

export function sumOf<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}

/** The sum of each name over rows. */
export type Total = (name: string) => number;
export function addUp(rows: readonly Sum[]): Total {
  return (name) => sumOf(rows, (row) => row.sums[name] ?? 0);
}
