import { z } from 'zod';

/** How many levels the grids of a county have, at least and at most: what its identity lists. */
export const leastLevels = 2;
export const mostLevels = 6;

/** 1 is the widest. */
export const gridLevels = [1, 2, 3, 4, 5, 6] as const;
export type GridLevel = (typeof gridLevels)[number];
export const gridLevel = z.union(gridLevels.map((one) => z.literal(one)));

/** The columns that hold the chain of a row, widest first: one a level, empty below the levels that a county has. */
export const levelColumns = ['l1', 'l2', 'l3', 'l4', 'l5', 'l6'] as const;
export type ChainColumns = Record<(typeof levelColumns)[number], string | null>;

/** A chain as columns. */
export function chainColumns([a, b, c, d, e, f]: readonly string[]): ChainColumns {
  return { l1: a ?? null, l2: b ?? null, l3: c ?? null, l4: d ?? null, l5: e ?? null, l6: f ?? null };
}

/** Columns as the chain that they hold. */
export function chainOfColumns({ l1, l2, l3, l4, l5, l6 }: ChainColumns): string[] {
  return [l1, l2, l3, l4, l5, l6].filter((id) => id !== null);
}
