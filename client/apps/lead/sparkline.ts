export interface Sparkline {
  /** The line; a gap where a point has no value. */
  line: string;
  /** The area under it. */
  area: string;
}

/** A line through `values` in a box of `width` × `height`; null with fewer than two values. The box spans their range and a little more. */
export function sparkline(
  values: readonly (number | null)[],
  width: number,
  height: number,
): Sparkline | null {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const [min, max] = [Math.min(...known), Math.max(...known)];
  const [low, range] = min === max ? [min - 1, 2] : [min - (max - min) * 0.35, (max - min) * 1.42];
  const x = (i: number): string => ((i / (values.length - 1)) * width).toFixed(1);
  const y = (value: number): string => (height - ((value - low) / range) * height).toFixed(1);
  const runs = runsOf(values);
  return {
    line: runs.map((run) => `M${run.map(([i, value]) => `${x(i)} ${y(value)}`).join('L')}`).join(''),
    area: runs
      .map(
        (run) =>
          `M${x(run[0]?.[0] ?? 0)} ${height}L${run.map(([i, value]) => `${x(i)} ${y(value)}`).join('L')}L${x(run.at(-1)?.[0] ?? 0)} ${height}Z`,
      )
      .join(''),
  };
}

/** Stretches of points that have a value. */
function runsOf(values: readonly (number | null)[]): (readonly [number, number])[][] {
  const runs: [number, number][][] = [];
  let open = false;
  values.forEach((value, i) => {
    if (value === null) open = false;
    else {
      if (!open) runs.push([]);
      open = true;
      runs.at(-1)?.push([i, value]);
    }
  });
  return runs;
}
