import type { Position } from 'geojson';
import type { Topology } from 'topojson-specification';
import type { Point } from '#shared/geo/point.ts';
import { gridTree } from '#shared/grid/locate.ts';
import type { Staff, Unit } from '#shared/pack/schema.ts';
import type { NewGrid } from '#shared/wire/new-county.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { gridFile } from '../../server/starter/grids.ts';
import { testPack } from './county.ts';

/** A county of so many levels: each grid is halved into two of the next, in turn from west to east and from south to north. */
export type Box = [west: number, south: number, east: number, north: number];
export const wholeBox: Box = [119, 30, 121, 32];

/** The two halves of a box at a depth, each with the letter that its id gets. */
function halves([west, south, east, north]: Box, depth: number): [string, Box][] {
  const [lng, lat] = [(west + east) / 2, (south + north) / 2];
  return depth % 2 === 0
    ? [
        ['w', [west, south, lng, north]],
        ['e', [lng, south, east, north]],
      ]
    : [
        ['s', [west, south, east, lat]],
        ['n', [west, lat, east, north]],
      ];
}

/** The chain of a place by halving alone: what trees, rasters and columns are held against. */
export function halvedChain(place: Point, levels: number): string[] {
  const chain: string[] = [];
  let [box, id] = [wholeBox, ''];
  for (let depth = 0; depth < levels; depth++) {
    const half = halves(box, depth).find(
      ([, [west, south, east, north]]) =>
        place.lng >= west && place.lng < east && place.lat >= south && place.lat < north,
    );
    if (!half) return [];
    id = id === '' ? half[0] : `${id}-${half[0]}`;
    chain.push(id);
    [, box] = half;
  }
  return chain;
}

export function halvedGrids(levels: number): NewGrid[][] {
  const made: NewGrid[][] = [];
  let above: { id: string | null; box: Box }[] = [{ id: null, box: wholeBox }];
  for (let depth = 0; depth < levels; depth++) {
    const next = above.flatMap(({ id, box }) =>
      halves(box, depth).map(([letter, half]) => ({
        id: id === null ? letter : `${id}-${letter}`,
        parent: id,
        box: half,
      })),
    );
    made.push(
      next.map(({ id, parent, box: [west, south, east, north] }) => {
        const ring: Position[] = [
          ...[
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
          ],
        ];
        return { id, name: id, parent, shape: { type: 'Polygon', coordinates: [ring] } };
      }),
    );
    above = next;
  }
  return made;
}
export const halvedMap = (levels: number): Topology => gridFile(halvedGrids(levels));

/** The toy county with its grids halved so often; a unit answers for every grid but the narrowest, a member of staff for each of these. */
export function leveledPack(levels: number, id = 'toy'): LoadedPack {
  const base = testPack(id);
  const grid = gridTree(halvedMap(levels));
  const answering = grid.levels.slice(0, Math.max(1, levels - 1)).flat();
  const units: Unit[] = [
    ...base.pack.units.filter(({ grid: at }) => at === undefined),
    ...answering.map((cell): Unit => ({
      id: `u-${cell.id}`,
      name: { zh: `${cell.id} 管理所`, en: `Office ${cell.id}` },
      kind: cell.level === 1 ? 'town' : 'community',
      grid: cell.id,
      place: cell.centre,
      phone: '1',
      skills: [],
      ...(cell.parent !== null && { parent: `u-${cell.parent}` }),
    })),
  ];
  const staff: Staff[] = (grid.levels.at(-1) ?? []).map((cell) => ({
    id: `s-${cell.id}`,
    name: `${cell.id} 网格员`,
    post: 'grid-member',
    grid: cell.id,
    phone: '1',
  }));
  const names = ['市', '区', '街道', '社区', '网格', '楼栋'].slice(-levels);
  const identity = {
    ...base.pack.identity,
    levels: names.map((zh, at) => ({ zh, en: `Level ${at + 1}` })),
  };
  return {
    ...base,
    pack: { ...base.pack, identity, units, staff },
    grid,
    units: new Map(units.map((one) => [one.id, one])),
    staff: new Map(staff.map((one) => [one.id, one])),
    staffOf: (at) => staff.filter((one) => one.grid === at),
    unitsOfGrid: (at) => at.flatMap((one) => units.filter((unit) => unit.grid === one)),
  };
}
