import { chainTo } from '#shared/grid/chain.ts';
import { must } from '#shared/kernel/must.ts';
import type { Scope } from '#shared/access/may-join.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** What of a pack lies in a scope. It changes only with the pack. */
export interface Part {
  /** Ordinals. */
  sensors: ReadonlySet<number>;
  /** Ids; null: all of the jurisdiction. */
  cameras: readonly string[] | null;
  staff: readonly string[] | null;
  /** A figure over the whole jurisdiction is no figure of a part of it. */
  indicators: boolean;
}

/** A unit's part is the grid it answers for, and its own staff; a unit without a grid has no sensors. */
export function partOf(loaded: LoadedPack, scope: Scope): Part {
  const { pack, units } = loaded;
  const sensors = sensorsIn(loaded, scope);
  if (scope.kind === 'all')
    return { sensors: new Set(sensors), cameras: null, staff: null, indicators: true };
  const cell = scope.kind === 'grid' ? scope.id : units.get(scope.id)?.grid;
  const isInside = (grid: string | undefined): boolean =>
    cell !== undefined && grid !== undefined && chainTo(loaded.grid, grid).some(({ id }) => id === cell);
  return {
    sensors: new Set(sensors),
    cameras: pack.cameras
      .filter(({ place }) => loaded.grid.locate(place).some(({ id }) => id === cell))
      .map(({ id }) => id),
    staff: pack.staff
      .filter(({ grid, unit }) => isInside(grid) || (scope.kind === 'unit' && unit === scope.id))
      .map(({ id }) => id),
    indicators: false,
  };
}

/** Ordinals of the sensors that lie in a scope. */
export function sensorsIn({ pack, grid, units }: LoadedPack, scope: Scope): readonly number[] {
  const ordinals = [...pack.sensors.keys()].filter((ordinal) => !pack.sensors[ordinal]?.retired);
  if (scope.kind === 'all') return ordinals;
  const cell = scope.kind === 'grid' ? scope.id : units.get(scope.id)?.grid;
  return ordinals.filter((ordinal) =>
    grid.locate(must(pack.sensors[ordinal], 'sensor').place).some(({ id }) => id === cell),
  );
}
