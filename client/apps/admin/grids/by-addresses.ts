import { intersection, union } from '#shared/grid/clip.ts';
import { areaOf, type Area, type Areas, type Spot } from '#shared/grid/area.ts';
import { onGrid, onSteps, polygonsOf, ringsOf, sewn, type Redrawn, type Steps } from './redraw.ts';

/** An address, and the grid that it is to lie in. */
export interface Site {
  grid: string;
  spot: Spot;
}
type Edge = readonly [Spot, Spot];

/**
 * Grids drawn by their addresses: the ground that those named have together is given out anew, each place to the grid whose address lies
 * nearest. What others have stays as it is, and so does the outer border of all. Null: one of them would have no ground.
 */
export async function groundByAddresses(
  areas: Areas,
  steps: Steps,
  sites: readonly Site[],
): Promise<Redrawn | null> {
  const named = [...new Set(sites.map(({ grid }) => grid))].filter((id) => areas.has(id));
  const grounds = named.map((id) => areas.get(id) ?? []);
  const [first, ...others] = grounds;
  if (!first || named.length < 2) return null;
  const ground = union(first, ...others);
  const edges = await bordersOf(sites, ground);
  const made: Redrawn = new Map();
  for (const id of named) {
    const reach = polygonsOf(ringsOf(edges.get(id) ?? []));
    const area = onGrid(reach.length > 0 ? intersection(reach, ground) : [], steps);
    if (areaOf(area) < 1) return null;
    made.set(id, area);
  }
  return sewn(areas, made, steps);
}

/**
 * Edges of the ground that lies nearer to a grid's addresses than to those of others, by grid, all running round it the same way. Two
 * addresses side by side of one grid have no border between them.
 */
async function bordersOf(sites: readonly Site[], ground: Area): Promise<Map<string, Edge[]>> {
  const { default: Delaunator } = await import('delaunator');
  const places = sites.map(({ spot }) => spot);
  const [x, y] = places[0] ?? [0, 0];
  // Degrees of longitude are shorter away from the equator; what is near is near on the ground.
  const narrow = Math.cos((y * Math.PI) / 180);
  const flat = ([lng, lat]: Spot): Spot => [(lng - x) * narrow, lat - y];
  const back = ([east, north]: Spot): Spot => [east / narrow + x, north + y];
  const reach = reachOf([...places, ...ground.flat(2)].map(flat));
  // Far addresses of nobody all round: what is nearest to them lies beyond the ground, so that every other reach is closed.
  const far = Array.from({ length: 12 }, (_, i): Spot => {
    const angle = (i * Math.PI) / 6;
    return [Math.cos(angle) * reach, Math.sin(angle) * reach];
  });
  const all = [...places.map(flat), ...far];
  const gridOf = (corner: number): string | undefined => sites[corner]?.grid;
  const { triangles, halfedges } = Delaunator.from(all);
  const middles = new Map<number, Spot>();
  const middleOf = (edge: number): Spot => {
    const at = Math.floor(edge / 3);
    const corners = [...triangles.slice(at * 3, at * 3 + 3)].map((one): Spot => all[one] ?? [0, 0]);
    const known = middles.get(at) ?? back(circleOf(corners));
    middles.set(at, known);
    return known;
  };
  // All triangles turn the same way; a reach is gone round against the clock.
  const [a = [0, 0], b = [0, 0], c = [0, 0]] = [...triangles.slice(0, 3)].map((corner) => all[corner]);
  const turnsLeft = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
  const found = new Map<string, Edge[]>();
  halfedges.forEach((other, edge) => {
    if (other === -1) return;
    const [own, beside] = [gridOf(triangles[edge] ?? -1), gridOf(triangles[other] ?? -1)];
    if (own === undefined || own === beside) return;
    const list = found.get(own) ?? [];
    found.set(own, list);
    list.push(turnsLeft ? [middleOf(other), middleOf(edge)] : [middleOf(edge), middleOf(other)]);
  });
  return found;
}

/** So far away that nothing within is nearer to what lies there. */
function reachOf(spots: readonly Spot[]): number {
  return 6 * spots.reduce((most, [x, y]) => Math.max(most, Math.hypot(x, y)), 1e-6);
}

/** The middle of the circle through three places. */
function circleOf([[ax, ay] = [0, 0], [bx, by] = [0, 0], [cx, cy] = [0, 0]]: readonly Spot[]): Spot {
  const [dx, dy, ex, ey] = [bx - ax, by - ay, cx - ax, cy - ay];
  const [d, e] = [dx * dx + dy * dy, ex * ex + ey * ey];
  const twice = 2 * (dx * ey - dy * ex);
  return [ax + (ey * d - dy * e) / twice, ay + (dx * e - ex * d) / twice];
}

/** Addresses that stand at one place for two grids; none of them says whose it is. */
export function contradicting(steps: Steps, sites: readonly Site[]): Site[] {
  const grids = new Map<string, Set<string>>();
  const keyOf = ({ spot }: Site): string => onSteps(steps, spot).join(' ');
  for (const one of sites) grids.set(keyOf(one), (grids.get(keyOf(one)) ?? new Set<string>()).add(one.grid));
  return sites.filter((one) => (grids.get(keyOf(one))?.size ?? 0) > 1);
}
