import { gridTree, locateSlowly } from '#shared/grid/locate.ts';
import type { Point } from '#shared/geo/point.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { borderPlaces, readTopology, seeded } from '../support/grids.ts';
import type { BenchResult } from './result.ts';

const count = 1_000_000;
const borders = 200_000;
const perRound = 1000;

/** µs from a point to its grid chain in 3,311 polygons, against looking at every polygon in turn; both must find the same. */
export async function run(): Promise<BenchResult> {
  const topology = readTopology('longgang');
  const began = performance.now();
  const tree = gridTree(topology);
  const buildMs = performance.now() - began;
  const slowly = locateSlowly(topology);
  const dice = seeded(1);
  const [west = 0, south = 0, east = 0, north = 0] = topology.bbox ?? [];
  const places: Point[] = [
    ...borderPlaces(topology, borders, dice),
    ...Array.from({ length: count - borders }, () => ({
      lng: west + (east - west) * dice(),
      lat: south + (north - south) * dice(),
    })),
  ];
  let different = 0;
  let several = 0;
  const ours: number[] = [];
  const limit: number[] = [];
  for (let from = 0; from < count; from += perRound) {
    const round = places.slice(from, from + perRound);
    const t0 = performance.now();
    const found = round.map((place) => tree.locate(place)[2]?.id);
    const t1 = performance.now();
    const wanted = round.map((place) => slowly(place));
    const t2 = performance.now();
    // The first border rounds warm the compiler up as well; their times are medians' outliers.
    ours.push(((t1 - t0) * 1000) / perRound);
    limit.push(((t2 - t1) * 1000) / perRound);
    wanted.forEach((ids, i) => {
      if (ids[0] !== found[i]) different += 1;
      if (ids.length > 1) several += 1;
    });
  }
  if (different > 0 || several > 0)
    throw new Error(`locate: ${different} places differ from brute force, ${several} lie in several cells`);
  const median = middle(ours);
  const reference = middle(limit);
  return {
    name: 'locate',
    ours: median,
    limit: reference,
    ratio: median / reference,
    unit: 'µs',
    n: count,
    detail: {
      polygons: narrowCells(tree).length,
      onBorders: borders,
      differences: different,
      buildMs: Math.round(buildMs),
      p99: at(ours, 0.99),
      goal: '≤ 2 µs median',
    },
  };
}

function at(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? NaN;
}
const middle = (values: number[]): number => at(values, 0.5);
