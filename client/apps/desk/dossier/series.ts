/** A drawn series: its line in a box, and the figures at its edges. */
export interface DrawnSeries {
  path: string;
  /** The last point, for a dot. */
  end: readonly [x: number, y: number];
  min: number;
  max: number;
  from: number;
  to: number;
}

/** The line of [instant, value] pairs in a box of `width` × `height`; null with fewer than two points. */
export function drawSeries(
  series: readonly (readonly [number, number])[],
  width: number,
  height: number,
): DrawnSeries | null {
  const first = series[0];
  const last = series.at(-1);
  if (!first || !last || series.length < 2) return null;
  const values = series.map(([, value]) => value);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const [span, range] = [Math.max(1, last[0] - first[0]), max - min || 1];
  const place = ([at, value]: readonly [number, number]): readonly [number, number] => [
    ((at - first[0]) / span) * width,
    max === min ? height / 2 : height - ((value - min) / range) * height,
  ];
  const path = series
    .map(
      (point, i) =>
        `${i === 0 ? 'M' : 'L'}${place(point)
          .map((n) => n.toFixed(1))
          .join(' ')}`,
    )
    .join('');
  return { path, end: place(last), min, max, from: first[0], to: last[0] };
}
