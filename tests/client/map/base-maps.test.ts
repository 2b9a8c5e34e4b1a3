import { describe, expect, it } from 'vitest';
import { fromDatum, toDatum } from '#shared/geo/datum.ts';
import { metresBetween } from '#shared/geo/distance.ts';
import { must } from '#shared/kernel/must.ts';
import { baseMap, originsOf, ownLayer, tileUrls } from '#shared/pack/base-map.ts';
import { inTiles, ofTiles, piecesOf } from '../../../client/map/shifted-tiles.ts';

const name = { zh: '底图', en: 'Base map' };
const tianditu = {
  id: 'tianditu-vec',
  name,
  kind: 'wmts',
  url: 'https://t{s}.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&LAYER=vec&TILEMATRIXSET=w&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk=KEY',
  hosts: '01234567',
  datum: 'cgcs2000',
  attribution: '天地图 GS(2024)0568号',
};

describe('a base map', () => {
  it('of WMTS is asked for by z, x, y at each of its hosts', () => {
    const base = baseMap.parse(tianditu);
    expect(tileUrls(base)).toHaveLength(8);
    expect(tileUrls(base)[3]).toContain('https://t3.tianditu.gov.cn/vec_w/wmts?');
    expect(tileUrls(base)[0]).toContain('TILEMATRIX={z}&TILEROW={y}&TILECOL={x}');
  });
  it('opens exactly its own hosts, and a file of the pack opens none', () => {
    const bases = [
      baseMap.parse(tianditu),
      baseMap.parse({ ...tianditu, id: 'file', kind: 'pmtiles', url: 'base.pmtiles', hosts: undefined }),
    ];
    const layers = [
      ownLayer.parse({
        id: 'roads',
        name,
        kind: 'geojson',
        url: 'https://maps.example/roads.geojson',
        draw: 'road',
      }),
    ];
    const hosts = Array.from({ length: 8 }, (_, i) => `https://t${i}.tianditu.gov.cn`);
    expect(originsOf({ bases, layers })).toEqual(['https://maps.example', ...hosts]);
    expect(originsOf({})).toEqual([]);
  });
  it.each([
    [
      'an address that would write into the policy',
      { url: "https://a.example/{z}/{x}/{y};script-src 'unsafe-inline'" },
      'url',
    ],
    ['another scheme', { url: 'javascript:{z}{x}{y}' }, 'url'],
    ['a way out of the folder', { url: '../../secret/{z}/{x}/{y}' }, 'url'],
    ['no hosts for {s}', { hosts: undefined }, 'url'],
    ['WMTS without its names', { url: 'https://t{s}.tianditu.gov.cn/{z}/{x}/{y}' }, 'url'],
    ['a datum that is none', { datum: 'bd09' }, 'datum'],
  ])('with %s is refused, and the field is named', (_, wrong, field) => {
    const { error } = baseMap.safeParse({ ...tianditu, ...wrong });
    expect(error?.issues.map(({ path }) => path[0])).toContain(field);
  });
  it('a layer of vector tiles is named, one of a GeoJSON file is not', () => {
    const layer = { id: 'roads', name, kind: 'pmtiles', url: 'county.pmtiles', draw: 'road' };
    expect(ownLayer.safeParse(layer).success).toBe(false);
    expect(ownLayer.safeParse({ ...layer, layer: 'roads' }).success).toBe(true);
    expect(ownLayer.safeParse({ ...layer, kind: 'geojson', layer: 'roads' }).success).toBe(false);
  });
});

describe('tiles of a map in GCJ-02', () => {
  const place = { lng: 120.2853, lat: 31.9102 };
  it('lie so that a place is right to a pixel at every zoom, and to a metre where a pixel is less', () => {
    for (let z = 5; z <= 18; z++) {
      const own = inTiles(place, z);
      const tile = { z, x: Math.floor(own.x), y: Math.floor(own.y) };
      // Where the commercial map draws the place …
      const theirs = inTiles(toDatum(place, 'gcj02'), z);
      const piece = must(
        piecesOf(tile, 'gcj02').find(({ x, y }) => x === Math.floor(theirs.x) && y === Math.floor(theirs.y)),
        `the piece with the place at ${z}`,
      );
      // … and where its pixel comes to lie on ours.
      const shown = ofTiles(
        tile.x + piece.left + (theirs.x - piece.x),
        tile.y + piece.top + (theirs.y - piece.y),
        z,
      );
      const pixelM = (156_543 * Math.cos((place.lat * Math.PI) / 180)) / 2 ** z;
      expect(metresBetween(shown, place)).toBeLessThan(Math.max(1, pixelM));
    }
  });
  it('cover the tile without a gap: at most four, each shifted by less than its width', () => {
    const pieces = piecesOf({ z: 15, x: 27_331, y: 13_355 }, 'gcj02');
    expect(pieces.length).toBeLessThanOrEqual(4);
    const covered = pieces.reduce(
      (sum, { left, top }) =>
        sum + (Math.min(1, left + 1) - Math.max(0, left)) * (Math.min(1, top + 1) - Math.max(0, top)),
      0,
    );
    expect(covered).toBeCloseTo(1, 6);
  });
  it('of WGS-84 are the tile itself', () => {
    const tile = { z: 12, x: 3416, y: 1669 };
    const pieces = piecesOf(tile, 'cgcs2000');
    expect(pieces).toHaveLength(1);
    expect(pieces[0]).toMatchObject(tile);
    expect(must(pieces[0], 'a piece').left).toBeCloseTo(0, 9);
  });
});
it('a place read off a map in GCJ-02 is turned back', () =>
  expect(
    metresBetween(fromDatum(toDatum({ lng: 120.5, lat: 27.6 }, 'gcj02'), 'gcj02'), { lng: 120.5, lat: 27.6 }),
  ).toBeLessThan(0.01));
