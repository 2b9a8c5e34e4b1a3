import { mapModes, type MapMode } from '../../../map/map-modes.ts';
import { sceneIds, type SceneId } from '#shared/pack/wall.ts';

/** What of a wall stands in its address, so that a reload and a link show the same. */
export interface WallAddress {
  scene: SceneId | null;
  /** What stands there for a scene and is none; null: nothing does. */
  noScene: string | null;
  /** The grid that was gone into; null: all that the wall may show. */
  grid: string | null;
  /** The matter that the command scene is about; null: the gravest. */
  incident: string | null;
  /** How its map is drawn, and whether by day; null: cells, by night. */
  map: MapMode | null;
  theme: 'light' | null;
}

/** What an address asks for; what makes no sense is asked for by nobody. */
export function readWallAddress(search: string): WallAddress {
  const query = new URLSearchParams(search);
  const [grid, asked] = [query.get('grid'), query.get('scene')];
  const scene = sceneIds.find((id) => id === asked) ?? null;
  return {
    scene,
    noScene: scene === null && asked ? asked.slice(0, 40) : null,
    grid: grid !== null && /^[\w-]{1,40}$/.test(grid) ? grid : null,
    incident: query.get('incident')?.slice(0, 40) ?? null,
    map: mapModes.find((mode) => mode === query.get('map')) ?? null,
    theme: query.get('theme') === 'light' ? 'light' : null,
  };
}

/** The same address with these; whatever else stands in it stays. */
export function writeWallAddress(search: string, address: Partial<Omit<WallAddress, 'noScene'>>): string {
  const query = new URLSearchParams(search);
  for (const [key, value] of Object.entries(address)) {
    if (value === null || value === undefined) query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return text && `?${text}`;
}
