import ranges from '@fontsource-variable/noto-sans-sc/unicode.json';
import ours from '../styles/fonts/unicode.json';
import moreUrl from '../styles/fonts/more-regular.woff2?url';
import namesUrl from '../styles/fonts/names.woff2?url';
import wordsUrl from '../styles/fonts/words.woff2?url';
import { usesSystemFont } from '../styles/system-font.ts';
import type { FontFacesSpecification } from '@maplibre/maplibre-gl-style-spec';

const files = import.meta.glob<string>(
  '/../node_modules/@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2',
  {
    eager: true,
    query: '?url',
    import: 'default',
  },
);

/** Name of the map's typeface in `text-font`. */
export const mapFont = 'Noto Sans SC';

/**
 * The shipped font as the map's `font-faces`, piece by piece with its unicode range. A label waits for the piece that
 * holds its characters; with `text-font` alone a character whose piece has not arrived is drawn as a box and stays one.
 */
export function fontFaces(): FontFacesSpecification {
  if (usesSystemFont()) return {};
  const face = (url: string, range: string) => ({
    url: new URL(url, location.href).href,
    'unicode-range': range.split(','),
  });
  const pieces = Object.entries(ranges).flatMap(([piece, range]) => {
    const name = `noto-sans-sc-${piece.replace(/[[\]]/g, '')}-wght-normal.woff2`;
    const url = Object.entries(files).find(([path]) => path.endsWith(`/${name}`))?.[1];
    return url ? [face(url, range)] : [];
  });
  // Of two that hold a character the map takes the first one.
  const own = [face(wordsUrl, ours.words), face(namesUrl, ours.names), face(moreUrl, ours.more)];
  return { [mapFont]: [...own, ...pieces] };
}
