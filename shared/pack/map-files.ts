import type { Identity } from './schema.ts';

/** Where the map files of a pack are, below the base path: its grids, its neighbours, its waters. */
export function mapFilesOf({ id, map }: Pick<Identity, 'id' | 'map'>): string[] {
  return [map.grids, map.neighbours, ...map.water].map((file) => `/packs/${id}/${file}`);
}
