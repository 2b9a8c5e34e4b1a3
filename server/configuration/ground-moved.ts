import type { Consequence, PackChangeAsked } from '#shared/wire/configuration.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Database } from '../storage/database.ts';
import { placesOfOpenMatters, placesOfRecords, type Lying } from '../storage/pack-ground.ts';

/** What lies in another grid when outlines are drawn anew: sensors, open matters, records, by their places. Nothing where no outline changes. */
export async function groundMoved(
  database: Pick<Database, 'pool'>,
  before: LoadedPack,
  after: LoadedPack,
  rows: PackChangeAsked['rows'],
): Promise<Consequence[]> {
  const grids = rows.flatMap(({ part, key, body }) => (part === 'grids' && isRedrawn(body) ? [key] : []));
  if (grids.length === 0) return [];
  const count = (
    what: Extract<Consequence, { kind: 'count' }>['what'],
    all: readonly Lying[],
  ): Consequence => ({
    kind: 'count',
    part: 'grids',
    key: '',
    what,
    count: all.filter(({ grid, place }) => (after.grid.locate(place).at(-1)?.id ?? '') !== grid).length,
  });
  const sensors = before.pack.sensors.flatMap(({ place, retired }): Lying[] => {
    const grid = retired ? undefined : before.grid.locate(place).at(-1)?.id;
    return grid !== undefined ? [{ grid, place }] : [];
  });
  return [
    count('matters-moved', await placesOfOpenMatters(database, before.id, grids)),
    count('sensors-moved', sensors),
    count('records-moved', await placesOfRecords(database, before.id, grids)),
  ];
}

const isRedrawn = (body: unknown): boolean =>
  body === null || (typeof body === 'object' && body !== undefined && 'shape' in body);
