import { z } from 'zod';
import { datum } from '../geo/datum.ts';
import { localized } from '../kernel/localized.ts';

/** A file under `public/packs/<id>/`, or an address of another host. */
const place = z
  .string()
  .max(500)
  .regex(
    /^(https?:\/\/[^\s;,'"]+|[\w-][\w.-]*)$/,
    'a file name of the pack, or an address that begins with https:// or http://',
  );
const id = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
const zoom = z.number().int().min(0).max(22);

/** How tiles are asked for: by `{z}`, `{x}`, `{y}`, by the names of WMTS, or out of one PMTiles file. */
export const baseMap = z
  .strictObject({
    id,
    name: localized,
    kind: z.enum(['xyz', 'wmts', 'pmtiles']),
    /** `{s}` stands for one of `hosts`; of WMTS `{TileMatrix}`, `{TileCol}`, `{TileRow}`. */
    url: place,
    /** What `{s}` can be: `01234567` is eight hosts. */
    hosts: z
      .string()
      .regex(/^[a-z0-9]{1,10}$/)
      .optional(),
    /** What its tiles are drawn in; the map turns them to WGS-84. */
    datum,
    tilePixels: z.union([z.literal(256), z.literal(512)]).default(256),
    minzoom: zoom.default(0),
    maxzoom: zoom.default(18),
    opacity: z.number().min(0).max(1).default(1),
    /** Whose it is, as its licence wants it said; a map of China names its review number here. */
    attribution: z.string().min(1).max(200),
  })
  .superRefine((base, ctx) => {
    const fault = (message: string): void => ctx.addIssue({ code: 'custom', path: ['url'], message });
    const wanted =
      base.kind === 'xyz'
        ? ['{z}', '{x}', '{y}']
        : base.kind === 'wmts'
          ? ['{TileMatrix}', '{TileCol}', '{TileRow}']
          : [];
    for (const part of wanted) if (!base.url.includes(part)) fault(`${base.kind} needs ${part}`);
    if (base.url.includes('{s}') !== (base.hosts !== undefined)) fault('{s} and hosts belong together');
    if (base.kind === 'pmtiles' && base.datum === 'gcj02') fault('a PMTiles file is drawn in WGS-84');
  });
export type BaseMap = z.infer<typeof baseMap>;

/** What a county lays on its map: roads, inner rivers, areas, points, from a GeoJSON file or a layer of vector tiles in PMTiles. */
export const ownLayer = z
  .strictObject({
    id,
    name: localized,
    kind: z.enum(['geojson', 'pmtiles']),
    url: place,
    /** The layer inside of the tiles. */
    layer: z.string().min(1).max(64).optional(),
    draw: z.enum(['road', 'river', 'area', 'point']),
    minzoom: zoom.default(0),
    attribution: z.string().max(200).optional(),
  })
  .superRefine(({ kind, layer }, ctx) => {
    if ((kind === 'pmtiles') !== (layer !== undefined))
      ctx.addIssue({
        code: 'custom',
        path: ['layer'],
        message: 'the layer of a PMTiles file is named, and only there',
      });
  });
export type OwnLayer = z.infer<typeof ownLayer>;

/** The addresses at which the tiles of a base map lie, in the words of `{z}`, `{x}`, `{y}`. */
export function tileUrls({ url, hosts }: Pick<BaseMap, 'url' | 'hosts'>): string[] {
  const plain = url
    .replaceAll('{TileMatrix}', '{z}')
    .replaceAll('{TileCol}', '{x}')
    .replaceAll('{TileRow}', '{y}');
  return hosts === undefined ? [plain] : [...hosts].map((host) => plain.replaceAll('{s}', host));
}

/** Origins that pages must be allowed to read for these, and no others: files of the pack need none. */
export function originsOf(map: {
  bases?: readonly BaseMap[] | undefined;
  layers?: readonly OwnLayer[] | undefined;
}): string[] {
  const urls = [...(map.bases ?? []).flatMap(tileUrls), ...(map.layers ?? []).map(({ url }) => url)];
  return [...new Set(urls.flatMap((url) => /^https?:\/\/[^/?#]+/.exec(url) ?? []))].toSorted();
}
