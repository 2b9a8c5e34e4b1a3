/** What a benchmark prints, as one line of JSON. `limit`: a simpler thing doing only the physical part of the same work in the same run. */
export interface BenchResult {
  name: string;
  ours: number;
  limit: number | null;
  ratio: number | null;
  unit: string;
  n: number;
  detail: Record<string, unknown>;
}
