/**
 * What a benchmark prints: one JSON object on its last line. `limit` is a simpler thing that does only the physical part
 * of the same work in the same run; ratios hold where absolute times do not.
 */
export interface BenchResult {
  name: string;
  ours: number;
  limit: number | null;
  /** How near `ours` comes to `limit`; what "near" is stands in `docs/performance.md`. */
  ratio: number | null;
  unit: string;
  /** Measurements behind `ours`. */
  n: number;
  detail: Record<string, unknown>;
}

/** The value below which `part` (0…1) of the samples lie, by the nearest rank. */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
