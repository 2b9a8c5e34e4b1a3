/** `0` normal, `1` near its bound, `2` abnormal, `-` no data. */
export type Cell = '0' | '1' | '2' | '-';

/** Share of the normal span beside a bound that counts as near it. */
const nearShare = 0.1;

/** The cell of a measured value against the values of a quiet day; null: no data. */
export function valueCell(value: number | null, [low, high]: readonly [number, number]): Cell {
  if (value === null || !Number.isFinite(value)) return '-';
  if (value < low || value > high) return '2';
  const near = (high - low) * nearShare;
  // A bound that is also where the instrument's quiet value rests (a lamp that is off draws 0) is not approached by it.
  const nearLow = low !== 0 && value < low + near;
  return nearLow || value > high - near ? '1' : '0';
}

/** The cell of a count against the most of a quiet day. */
export function countCell(count: number, most: number): Cell {
  if (count > most) return '2';
  return most > 0 && count >= most * (1 - nearShare) ? '1' : '0';
}
