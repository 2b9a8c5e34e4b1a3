import { addProtocol } from 'maplibre-gl';
import type { Protocol as PmtilesProtocol } from 'pmtiles';
import { tileUrls, type BaseMap } from '#shared/pack/base-map.ts';
import { drawShifted, type Tile } from './shifted-tiles.ts';

const shifted = new Map<string, BaseMap>();
let isOpen = false;

/** Teaches the map library the two ways of reading tiles that it does not know: out of a PMTiles file, and in GCJ-02. */
export function openProtocols(bases: readonly BaseMap[]): void {
  for (const base of bases) if (base.datum === 'gcj02') shifted.set(base.id, base);
  if (isOpen) return;
  isOpen = true;
  // The reader of PMTiles is fetched when the first such file is asked for.
  const reader = (): Promise<PmtilesProtocol> =>
    (protocol ??= import('pmtiles').then(({ Protocol }) => new Protocol()));
  let protocol: ReturnType<typeof reader> | undefined;
  addProtocol('pmtiles', async (asked, abort) => (await reader()).tile(asked, abort));
  addProtocol('shifted', async ({ url }, { signal }) => {
    const [id = '', z = '', x = '', y = ''] = url.slice('shifted://'.length).split('/');
    const base = shifted.get(id);
    if (!base) throw new Error(`there is no base map ${id}`);
    const read = async (tile: Tile): Promise<ImageBitmap> => {
      const answer = await fetch(urlOf(base, tile), { signal });
      if (!answer.ok) throw new Error(`${answer.status} for a tile of ${id}`);
      return createImageBitmap(await answer.blob());
    };
    const data = await drawShifted(
      { z: Number(z), x: Number(x), y: Number(y) },
      base.datum,
      base.tilePixels,
      read,
    );
    return { data };
  });
}

/** The address of a tile; of several hosts each tile has always the same, so that it is kept. */
export function urlOf(base: Pick<BaseMap, 'url' | 'hosts'>, { z, x, y }: Tile): string {
  const urls = tileUrls(base);
  const url = urls[(x + y) % urls.length] ?? '';
  return url.replaceAll('{z}', `${z}`).replaceAll('{x}', `${x}`).replaceAll('{y}', `${y}`);
}
