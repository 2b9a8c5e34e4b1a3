import ranges from '@fontsource-variable/noto-sans-sc/unicode.json';
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
  const pieces = Object.entries(ranges).map(([piece, range]) => {
    const name = `noto-sans-sc-${piece.replace(/[[\]]/g, '')}-wght-normal.woff2`;
    const url = Object.entries(files).find(([path]) => path.endsWith(`/${name}`))?.[1];
    return url ? { url: new URL(url, location.href).href, 'unicode-range': range.split(',') } : null;
  });
  return { [mapFont]: pieces.filter((piece) => piece !== null) };
}
