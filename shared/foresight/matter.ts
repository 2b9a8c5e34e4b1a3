/** What models on the record's own matters learn from. All pure: the present and the matters are arguments. */
export interface KnownMatter {
  id: string;
  item: string;
  source: string;
  lead: string | null;
  urgent: boolean;
  /** The wide grid it lies in, and the finer one. */
  town: string | null;
  cell: string | null;
  reportedAt: number;
  dueAt: number;
  /** Null while it is open. */
  closedAt: number | null;
  /** Closed later than it was due, or due and still open. */
  late: boolean;
}

/** How well a model does on matters that it had not seen, beside the best trivial guess. */
export interface Score {
  /** What is counted: see `measures`. */
  measure: keyof typeof measures;
  model: number;
  baseline: number;
  /** Cases that it was measured on. */
  n: number;
}
/** Whether more is better, by measure. */
export const measures = {
  /** Mean squared distance of a probability from what happened. */
  brier: false,
  /** Mean surprise of a Poisson rate a cell and hour, in nats. */
  surprise: false,
  /** Share of what came that lay in the tenth of the cells that were named. */
  caught: true,
} as const;

/** Runs what yields to its end, all at once. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** By less than this share of the guess a model is no better, and on fewer cases nothing is known. */
const [leastGain, leastCases] = [0.02, 100] as const;

/** Whether the model is worth being shown: it clearly beats the trivial guess on enough cases. */
export function beats({ measure, model, baseline, n }: Score): boolean {
  const gain = measures[measure] ? model - baseline : baseline - model;
  return n >= leastCases && gain > leastGain * Math.abs(baseline);
}
