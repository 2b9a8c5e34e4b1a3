import type { Point } from '#shared/geo/point.ts';
import type { Projection } from './outline.ts';

export interface Label {
  name: string;
  x: number;
  y: number;
}
/**
 * Labels that do not lie on one another; of two that would, the earlier stays. A Chinese character is about `size` wide, a
 * letter a good half of it.
 */
export function placeLabels(
  cells: Iterable<{ name: string; centre: Point }>,
  projection: Projection,
  size: number,
): Label[] {
  const placed: (Label & { half: number })[] = [];
  for (const { name, centre } of cells) {
    const [x, y] = projection.at([centre.lng, centre.lat]);
    const half = (emsOf(name) * size) / 2 + 2;
    if (
      placed.every((other) => Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > size * 1.3)
    )
      placed.push({ name, x, y, half });
  }
  return placed.map(({ name, x, y }) => ({ name, x, y }));
}

/** Width of a text in sizes of its font. */
function emsOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter < '\u2e80' ? 0.57 : 1), 0);
}

/** A town's name without what all of them end in, as maps print it: 澄江街道 → 澄江. */
export function shortName(name: string): string {
  return name.length > 2 ? name.replace(/(街道|镇|乡|社区|村)$/u, '') : name;
}
