import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import { tileUrls, type BaseMap, type OwnLayer } from '#shared/pack/base-map.ts';
import type { Identity } from '#shared/pack/schema.ts';
import { noDrawings, type OwnDrawings } from './own-drawings.ts';
import { under } from '../base-path.ts';
import { sameZoom, type Look } from '../styles/look.ts';
import type { ByFloor, Drawing } from './map-layer.ts';

/** Files of the pack lie beside its grids. */
const addressOf = (jurisdiction: string, url: string): string =>
  /^https?:/.test(url) ? url : new URL(under(`/packs/${jurisdiction}/${url}`), location.href).href;

/** The drawings of a county's own maps; none where its pack names none. Throws nothing: a server that does not answer leaves the land. */
export function ownDrawings({ id, map }: Pick<Identity, 'id' | 'map'>): OwnDrawings {
  const [bases, layers] = [map.bases ?? [], map.layers ?? []];
  if (bases.length === 0 && layers.length === 0) return noDrawings;
  return {
    bases: bases.map((base) => ({ id: base.id, name: base.name, drawing: baseDrawing(id, base) })),
    layers: layers.map((layer) => layerDrawing(id, layer)),
    attributions: [...bases, ...layers].flatMap(({ attribution }) => attribution ?? []),
  };
}

/** Dark themes take the light out of a map made for paper, so that what lies on it is read. */
const isDark = ({ ground }: Look): boolean => Number.parseInt(ground.slice(1, 3), 16) < 0x80;

function baseDrawing(jurisdiction: string, base: BaseMap): Drawing {
  const source = `base-${base.id}`;
  return {
    id: source,
    sources: { [source]: sourceOf(jurisdiction, base) },
    layers: (look) => ({
      base: [
        {
          id: source,
          type: 'raster',
          source,
          paint: {
            'raster-opacity': base.opacity,
            'raster-fade-duration': 0,
            ...(isDark(look) && {
              'raster-brightness-max': 0.42,
              'raster-saturation': -0.55,
              'raster-contrast': 0.12,
            }),
          },
        },
      ],
    }),
  };
}

export function sourceOf(jurisdiction: string, base: BaseMap): SourceSpecification {
  const { minzoom, maxzoom, tilePixels: tileSize } = base;
  if (base.kind === 'pmtiles')
    return { type: 'raster', url: `pmtiles://${addressOf(jurisdiction, base.url)}`, tileSize };
  const tiles = base.datum === 'gcj02' ? [`shifted://${base.id}/{z}/{x}/{y}`] : tileUrls(base);
  return {
    type: 'raster',
    tiles: tiles.map((url) => (url.includes('://') ? url : addressOf(jurisdiction, url))),
    tileSize,
    minzoom,
    maxzoom,
  };
}

function layerDrawing(jurisdiction: string, own: OwnLayer): Drawing {
  const source = `own-${own.id}`;
  const address = addressOf(jurisdiction, own.url);
  return {
    id: source,
    sources: {
      [source]:
        own.kind === 'geojson'
          ? { type: 'geojson', data: address }
          : { type: 'vector', url: `pmtiles://${address}` },
    },
    layers: (look) => drawnAs(source, own, look),
  };
}

function drawnAs(source: string, own: OwnLayer, look: Look): ByFloor {
  const at = {
    id: source,
    source,
    ...(own.layer !== undefined && { 'source-layer': own.layer }),
    minzoom: own.minzoom === 0 ? 0 : Math.max(0, sameZoom(look, own.minzoom)),
  };
  const line = (colour: string, width: number, opacity: number): LayerSpecification => ({
    ...at,
    type: 'line',
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': colour, 'line-width': width * look.u, 'line-opacity': opacity },
  });
  switch (own.draw) {
    case 'road':
      return { border: [line(look.text2, 1.1, 0.5)] };
    case 'river':
      // Water on dark land is seen by a lighter line within.
      return {
        border: [line(look.water, 4.2, 1), { ...line(look.teal, 1.2, 0.28), id: `${source}-within` }],
      };
    case 'area':
      return { border: [{ ...at, type: 'fill', paint: { 'fill-color': look.teal, 'fill-opacity': 0.08 } }] };
    case 'point':
      return {
        dot: [
          { ...at, type: 'circle', paint: { 'circle-radius': 2.4 * look.u, 'circle-color': look.text2 } },
        ],
      };
  }
}
