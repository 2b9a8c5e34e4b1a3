import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { FeatureStates } from './map-layer.ts';

/**
 * What a map knows of its own picture.
 * - sound: it draws, and what it draws is what it was given
 * - lost: its drawing context is gone (a reset of the graphics, a driver that slept), its canvas is, or the box that it lies in has no height
 * - still: it was asked for a frame and drew none for `stillMs`
 * - behind: it draws something else than it was given
 */
export type Picture = 'sound' | 'lost' | 'still' | 'behind';

/** Without a frame for so long, though frames were asked for, a picture stands still. */
export const stillMs = 5_000;
/** Frames are not missed before so many were asked for: late timers of a blocked page ask for one only. */
const fewestAsked = 2;

/** A map on which nothing changes is asked for a frame so often: each costs a whole picture of a wall, and the green mark stands for one of the last 5 s. */
export const proofMs = 4_000;

/** Notices whether frames come. Where none was drawn for a while each look asks for one, so that a still map proves that it lives. */
export function followFrames(ask: () => void, now: () => number = () => performance.now()) {
  let drawnAt = now();
  let askedAt = 0;
  let asked = 0;
  return {
    drawn(): void {
      drawnAt = now();
      asked = 0;
    },
    /** Whether the picture moves; a page that nobody sees draws nothing and is not blamed for it. */
    isMoving(isSeen: boolean): boolean {
      if (!isSeen) {
        drawnAt = now();
        asked = 0;
        return true;
      }
      if (asked === 0 && now() - drawnAt < proofMs) return true;
      if (asked === 0) askedAt = now();
      const moves = asked < fewestAsked || now() - askedAt <= stillMs;
      asked += 1;
      ask();
      return moves;
    },
  };
}

/** Whether the canvas is there, has a size and its drawing context. */
export function isAlive(canvas: HTMLCanvasElement): boolean {
  const gl = canvas.getContext('webgl2');
  return canvas.isConnected && canvas.width > 0 && canvas.height > 0 && gl !== null && !gl.isContextLost();
}

/**
 * Whether a map that is laid out has a box to be seen in: the library draws 400 × 300 points into a box of no height, of which nobody sees
 * one. A pane that is folded away is not laid out, and not blamed.
 */
export function hasRoom(box: Pick<HTMLElement, 'clientWidth' | 'clientHeight' | 'getClientRects'>): boolean {
  return box.getClientRects().length === 0 || (box.clientWidth > 0 && box.clientHeight > 0);
}

/** Ids for which the map's own state of a feature is not the wanted one. */
export function strayStates(
  map: Pick<MapLibre, 'getFeatureState'>,
  { source, key, missing }: Omit<FeatureStates, 'values'>,
  wanted: Iterable<readonly [id: string | number, value: number | boolean]>,
): (string | number)[] {
  const strays: (string | number)[] = [];
  for (const [id, value] of wanted) {
    const state: unknown = map.getFeatureState({ source, id })[key] ?? missing;
    if (state !== value) strays.push(id);
  }
  return strays;
}

/** Names of sources whose data are not those that were put last. */
export function straySources(
  map: Pick<MapLibre, 'getSource'>,
  put: ReadonlyMap<string, FeatureCollection>,
): string[] {
  return [...put].flatMap(([name, data]) =>
    map.getSource<GeoJSONSource>(name)?.serialize().data === data ? [] : [name],
  );
}
