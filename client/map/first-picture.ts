import type { Map as MapLibre } from 'maplibre-gl';

/** How fine pictures are that are drawn while the parts of a map come in, and how long that may last. */
const coarse = 0.3;
const mostMs = 5_000;

/** Points a pixel of such a picture. */
export const coarseRatio = (): number => coarse * devicePixelRatio;

/**
 * A map draws a dozen pictures until the first that holds all of it, and one that the processor paints takes a fifth of a second: those
 * before it are painted coarse. `whole` resolves with the first one that is as fine as the screen and holds everything: in a living
 * county the map goes on changing, and may not rest for long.
 */
export function openCoarse(
  map: Pick<
    MapLibre,
    'on' | 'off' | 'areTilesLoaded' | 'getPixelRatio' | 'isStyleLoaded' | 'setPixelRatio' | 'triggerRepaint'
  >,
): { whole: Promise<void>; stop: () => void } {
  const isWhole = (): boolean => Boolean(map.isStyleLoaded()) && map.areTilesLoaded();
  const fit = (): void => {
    if (map.getPixelRatio() !== devicePixelRatio) map.setPixelRatio(devicePixelRatio);
  };
  const { promise, resolve } = withResolver();
  let isFine = false;
  const look = (): void => {
    if (!isWhole()) return;
    if (!isFine) return void sharpen();
    map.off('render', look);
    resolve();
  };
  let timer = setTimeout(fine, mostMs);
  /** Behind the picture that is being drawn. */
  function sharpen(): void {
    clearTimeout(timer);
    timer = setTimeout(fine);
  }
  function fine(): void {
    isFine = true;
    fit();
    // A page that is made larger by hand has other points.
    map.on('resize', fit);
    map.triggerRepaint();
  }
  map.on('render', look);
  return { whole: promise, stop: () => clearTimeout(timer) };
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
