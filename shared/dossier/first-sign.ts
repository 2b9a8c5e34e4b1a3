/** A reading: [instant, value]. */
export type Reading = readonly [at: number, value: number];

/** Readings of a sensor before a report, as far as they tell whether it could have been seen. */
export interface Sign {
  first: number | null;
  worst: number;
  points: [number, number][];
}

/**
 * Whether a sensor had left its normal values. `first` is the first of two readings in a row out of them on the same side: one alone is
 * noise. `points` are at most `most` of the readings, oldest first: of each stretch the one farthest out. Null when there are none.
 */
export function signOf(
  readings: readonly Reading[],
  [low, high]: readonly [number, number],
  most = 60,
): Sign | null {
  const last = readings.at(-1);
  if (!last) return null;
  const out = (value: number): number => (value < low ? value - low : value > high ? value - high : 0);
  const at = readings.findIndex(
    ([, value], i) =>
      out(value) !== 0 && Math.sign(out(value)) === Math.sign(out(readings[i + 1]?.[1] ?? NaN)),
  );
  const farthest = (some: readonly Reading[]): Reading =>
    some.reduce(
      (worst, one) => (Math.abs(out(one[1])) > Math.abs(out(worst[1])) ? one : worst),
      some[0] ?? last,
    );
  const step = Math.max(1, Math.ceil(readings.length / most));
  const points: [number, number][] = [];
  for (let i = 0; i < readings.length; i += step) {
    const [when, value] = farthest(readings.slice(i, i + step));
    points.push([when, value]);
  }
  const worst = farthest(readings);
  return { first: readings[at]?.[0] ?? null, worst: out(worst[1]) === 0 ? last[1] : worst[1], points };
}
