/**
 * The scoring of the Numenta Anomaly Benchmark v1.1 (Lavin & Ahmad 2015; `nab/sweeper.py`), standard profile: sigmoid weights inside and
 * after windows, the first 15 % (at most 750 points) not scored, one threshold for all series, chosen where the sum is greatest.
 */
export interface NabSeries {
  name: string;
  /** Windows as places of their first and last point. */
  windows: readonly (readonly [first: number, last: number])[];
  /** What the detector said of each point, 0 to 1. */
  scores: ArrayLike<number>;
}

export const standardProfile = { truePositive: 1, falsePositive: 0.11, falseNegative: 1 } as const;

export interface NabScore {
  /** 0: nothing said; 100: the first point of each window and no other. */
  score: number;
  threshold: number;
  windows: number;
  found: number;
  falsePoints: number;
}

interface Point {
  said: number;
  worth: number;
  /** Index of the window that holds it; -1: none. */
  window: number;
}

export function probation(length: number): number {
  return Math.min(Math.floor(0.15 * length), 0.15 * 5000);
}

function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** What a detection at each point after probation is worth. */
function pointsOf({ windows, scores }: NabSeries, firstWindow: number): Point[] {
  const points: Point[] = [];
  const ahead = windows.map((window, i) => ({ window, index: firstWindow + i }));
  const begin = probation(scores.length);
  let now: { window: readonly [number, number]; index: number } | null = null;
  let before: readonly [first: number, last: number] | null = null;
  for (let i = 0; i < scores.length; i++) {
    if (ahead[0]?.window[0] === i) now = ahead.shift() ?? null;
    const said = scores[i] ?? 0;
    if (now) {
      const [first, last] = now.window;
      const worth =
        (sigmoid(-(last - i + 1) / (last - first + 1)) / sigmoid(-1)) * standardProfile.truePositive;
      if (i >= begin) points.push({ said, worth, window: now.index });
      if (i === last) [before, now] = [now.window, null];
    } else if (i >= begin) {
      const past = before ? sigmoid(Math.abs(before[1] - i) / (before[1] - before[0])) : -1;
      points.push({ said, worth: past * standardProfile.falsePositive, window: -1 });
    }
  }
  return points;
}

/** The best sum over all series by one threshold, or the sum by the given one. */
export function nabScore(series: readonly NabSeries[], given?: number): NabScore {
  const points: Point[] = [];
  let windows = 0;
  for (const one of series) {
    for (const point of pointsOf(one, windows)) points.push(point);
    windows += one.windows.length;
  }
  points.sort((a, b) => b.said - a.said);
  // A window that lies in probation as a whole holds no point: it is neither missed nor found.
  const best = new Map<number, number>();
  for (const { window } of points) if (window >= 0) best.set(window, -standardProfile.falseNegative);
  const scored = best.size;
  let [sum, falsePoints, found] = [-scored * standardProfile.falseNegative, 0, 0];
  let top = { sum, threshold: 1.1, falsePoints, found };
  for (const [k, { said, worth, window }] of points.entries()) {
    if (given !== undefined && said < given) break;
    if (window < 0) {
      sum += worth;
      falsePoints++;
    } else {
      const was = best.get(window) ?? 0;
      if (was === -standardProfile.falseNegative) found++;
      if (worth > was) {
        sum += worth - was;
        best.set(window, worth);
      }
    }
    if (said !== points[k + 1]?.said && (given !== undefined || sum > top.sum))
      top = { sum, threshold: said, falsePoints, found };
  }
  const perfect = scored * standardProfile.truePositive;
  const nothing = -scored * standardProfile.falseNegative;
  return {
    score: (100 * (top.sum - nothing)) / (perfect - nothing),
    threshold: top.threshold,
    windows: scored,
    found: top.found,
    falsePoints: top.falsePoints,
  };
}
