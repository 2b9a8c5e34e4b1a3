import { fixed } from '../../../format/number.ts';

/** Metres as kilometres: one decimal, from ten on none. */
export function kilometres(metres: number): string {
  return fixed(metres / 1000, metres < 9950 ? 1 : 0);
}
