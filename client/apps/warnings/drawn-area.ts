import { boundsOf } from '../../map/bounds.ts';
import type { Geodata } from '../../map/geodata.ts';
import { projectBounds, shapePath } from '../../map/outline.ts';
import { areaOf } from '../../map/slice-map.ts';

/** Paths of one picture, in its own units. */
export interface DrawnArea {
  width: number;
  height: number;
  towns: string;
  area: string;
  ring: { x: number; y: number } | null;
}
const most = { width: 520, height: 300 };

/** The paths of a county's towns, and over them of the area that some grids are; without grids all of it. */
export function drawnArea(geodata: Geodata, grids: readonly string[]): DrawnArea {
  const { l1, tree } = geodata;
  const bounds = boundsOf(l1.features.map((one) => one.geometry));
  const width = Math.min(most.width, (most.width * most.height) / projectBounds(bounds, most.width).height);
  const projection = projectBounds(bounds, width);
  const known = grids.filter((id) => tree.byId.has(id));
  const shapes =
    known.length === 0
      ? l1.features.map((one) => one.geometry)
      : known.map((id) => areaOf(geodata, id).geometry);
  const bounded = boundsOf(shapes);
  const [left, top] = projection.at([bounded[0], bounded[3]]);
  const [right, bottom] = projection.at([bounded[2], bounded[1]]);
  return {
    width,
    height: projection.height,
    towns: l1.features.map((one) => shapePath(one.geometry, projection)).join(''),
    area: shapes.map((one) => shapePath(one, projection)).join(''),
    // A single grid is a few pixels wide: a ring says where to look.
    ring: Math.max(right - left, bottom - top) < 24 ? { x: (left + right) / 2, y: (top + bottom) / 2 } : null,
  };
}
