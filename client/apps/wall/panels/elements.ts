import { chainTo } from '#shared/grid/chain.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import type { County } from '../county.ts';

/** What a place holds besides its matters: its cells by level, its devices, its units. */
export interface Elements {
  cells: readonly number[];
  sensors: number;
  cameras: number;
  units: { all: number; own: number };
}

const inside = (tree: GridTree, grids: readonly string[], place: { lng: number; lat: number }): boolean =>
  grids.length === 0 || tree.locate(place).some(({ id }) => grids.includes(id));

/** Counts what lies in the place that a wall shows. Costs a look-up in the grid for each device: once a place, not once a picture. */
export function elementsOf(county: County): Elements {
  const { geodata, slice, sensors, cameras, units, cells } = county;
  const { tree } = geodata;
  const holds = (place: { lng: number; lat: number }): boolean => inside(tree, slice.grids, place);
  const own = [...units.values()].filter(
    ({ grid }) =>
      slice.grids.length === 0 ||
      (grid !== undefined && chainTo(tree, grid).some(({ id }) => slice.grids.includes(id))),
  );
  return {
    cells,
    sensors: sensors.filter((sensor) => sensor !== null && holds(sensor.place)).length,
    cameras: cameras.filter(({ place }) => holds(place)).length,
    units: {
      all: own.length,
      own: own.filter(({ kind }) => kind === 'town' || kind === 'community').length,
    },
  };
}
