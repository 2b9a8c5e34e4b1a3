import type { Position } from 'geojson';
import FlatQueue from 'flatqueue';

/** Places, and which are beside which. */
export interface Net {
  places: readonly Position[];
  beside: readonly (readonly number[])[];
  nearest(to: Position): number;
}

/** A decimetre is enough for a pretend county; five digits are a metre, which no line of it needs to beat. */
export const rounded = ([lng = 0, lat = 0]: Position): Position => [
  Number(lng.toFixed(5)),
  Number(lat.toFixed(5)),
];

const metresOfDegree = 111_320;

/** Right to a percent within a county. */
export function metres([lngA = 0, latA = 0]: Position, [lngB = 0, latB = 0]: Position): number {
  const east = (lngB - lngA) * Math.cos(((latA + latB) / 2) * (Math.PI / 180));
  return Math.hypot(east, latB - latA) * metresOfDegree;
}

/** An edge by its ends, whichever way it is gone. */
const edgeOf = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** Adds the edges of the cheapest way between two places to `into`; `costs` multiplies the length of an edge. What `but` holds is left out. */
export function cheapestWay(
  net: Net,
  from: number,
  to: number,
  costs: (edge: string) => number,
  into: Set<string>,
  but: ReadonlySet<string> = new Set(),
): void {
  const best = new Map<number, number>([[from, 0]]);
  const before = new Map<number, number>();
  const open = new FlatQueue<number>();
  open.push(from, 0);
  for (let at = open.pop(); at !== undefined && at !== to; at = open.pop()) {
    const here = net.places[at];
    for (const next of net.beside[at] ?? []) {
      const there = net.places[next];
      if (!here || !there) continue;
      const cost = (best.get(at) ?? Infinity) + metres(here, there) * costs(edgeOf(at, next));
      if (cost >= (best.get(next) ?? Infinity)) continue;
      best.set(next, cost);
      before.set(next, at);
      open.push(next, cost);
    }
  }
  for (let at = to; at !== from;) {
    const last = before.get(at);
    if (last === undefined) return;
    const edge = edgeOf(last, at);
    if (!but.has(edge)) into.add(edge);
    at = last;
  }
}

/** Edges as lines that are as long as they can be: each ends where several meet, or nothing goes on. */
export function linesOf(edges: ReadonlySet<string>): number[][] {
  const beside = new Map<number, number[]>();
  for (const edge of edges) {
    const [a = 0, b = 0] = edge.split(' ').map(Number);
    beside.set(a, [...(beside.get(a) ?? []), b]);
    beside.set(b, [...(beside.get(b) ?? []), a]);
  }
  const left = new Set(edges);
  const walk = (from: number, first: number): number[] => {
    const line = [from];
    for (let [at, next] = [from, first] as [number, number | undefined]; next !== undefined;) {
      left.delete(edgeOf(at, next));
      line.push(next);
      const ways: number[] = beside.get(next) ?? [];
      const here: number = next;
      next = ways.length === 2 ? ways.find((one) => left.has(edgeOf(here, one))) : undefined;
      at = here;
    }
    return line;
  };
  const lines: number[][] = [];
  for (const [node, ways] of beside)
    if (ways.length !== 2)
      for (const way of ways) if (left.has(edgeOf(node, way))) lines.push(walk(node, way));
  // What is left are rings.
  for (const edge of left) {
    const [a = 0, b = 0] = edge.split(' ').map(Number);
    lines.push(walk(a, b));
  }
  return lines;
}

/** Corners cut twice (Chaikin), ends kept. */
export function smooth(line: readonly Position[]): Position[] {
  const cut = (from: readonly Position[]): Position[] => {
    if (from.length < 3) return [...from];
    const mixed = (a: Position, b: Position, share: number): Position => [
      (a[0] ?? 0) * (1 - share) + (b[0] ?? 0) * share,
      (a[1] ?? 0) * (1 - share) + (b[1] ?? 0) * share,
    ];
    const inner = from.slice(1).flatMap((b, i) => {
      const a = from[i] ?? b;
      return [mixed(a, b, 0.25), mixed(a, b, 0.75)];
    });
    return [from[0] ?? [], ...inner.slice(1, -1), from.at(-1) ?? []];
  };
  return cut(cut(line));
}
