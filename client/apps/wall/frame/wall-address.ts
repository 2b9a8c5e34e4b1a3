import { mapModes, type MapMode } from '../../../map/map-modes.ts';
import { sceneIds, type SceneId } from '#shared/pack/wall.ts';

/** What of a wall stands in its address, so that a reload and a link show the same. */
export interface WallAddress {
  scene: SceneId | null;
  /** The grid that was gone into; null: all that the wall may show. */
  grid: string | null;
  /** The matter that the command scene is about; null: the gravest. */
  incident: string | null;
  /** How its map is drawn, and whether by day; null: cells, by night. */
  map: MapMode | null;
  theme: 'light' | null;
  /** What stands there for one of these and is none. */
  amiss: Partial<Record<Misread, string>>;
}
/** What of an address has a set of values, or a form: anything else is said on the wall. */
export type Misread = 'scene' | 'grid' | 'map' | 'theme';
/** What an address asks for beside its scene and this wall does not show, and why. */
export interface Amiss {
  of: Exclude<Misread, 'scene'>;
  /** As it stands in the address. */
  asked: string;
  /** It is nothing at all, or nothing that this wall may show. */
  why: 'unknown' | 'beyond';
}

/** What an address asks for; what makes no sense there is `amiss`, and an empty word asks for nothing. */
export function readWallAddress(search: string): WallAddress {
  const query = new URLSearchParams(search);
  const amiss: WallAddress['amiss'] = {};
  const read = <T extends string>(key: Misread, known: (word: string) => T | undefined): T | null => {
    const word = query.get(key);
    if (!word) return null;
    const found = known(word);
    if (found === undefined) amiss[key] = word.slice(0, 40);
    return found ?? null;
  };
  return {
    scene: read('scene', (word) => sceneIds.find((id) => id === word)),
    grid: read('grid', (word) => (/^[\w-]{1,40}$/.test(word) ? word : undefined)),
    incident: query.get('incident')?.slice(0, 40) ?? null,
    map: read('map', (word) => mapModes.find((mode) => mode === word)),
    // By night is what stands when nothing is asked for.
    theme:
      read('theme', (word) => (['light', 'dark'] as const).find((one) => one === word)) === 'light'
        ? 'light'
        : null,
    amiss,
  };
}

/** The same address with these; whatever else stands in it stays. */
export function writeWallAddress(search: string, address: Partial<Omit<WallAddress, 'amiss'>>): string {
  const query = new URLSearchParams(search);
  for (const [key, value] of Object.entries(address)) {
    if (value === null || value === undefined) query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return text && `?${text}`;
}
