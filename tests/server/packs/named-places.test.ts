import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchPlaces } from '#shared/geo/named-place.ts';
import { openGazetteers } from '../../../server/packs/named-places.ts';
import { testPack } from '../../support/county.ts';

let folder: string;
const pack = testPack();
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'places-'));
  await mkdir(path.join(folder, pack.id));
});
afterAll(() => rm(folder, { recursive: true }));
const feature = (properties: unknown, geometry: unknown) => ({ type: 'Feature', properties, geometry });
const point = (lng: number, lat = 31) => ({ type: 'Point', coordinates: [lng, lat] });
const write = (text: string) => writeFile(path.join(folder, pack.id, 'gazetteer.geojson'), text);
const open = () => openGazetteers(() => ({ packsDir: folder, publicDir: folder }))(pack);

describe('the places of a county', () => {
  it('hold grids, units, cameras and sensors of the pack, each in its grids', async () => {
    const { places } = await openGazetteers(null)(pack);
    const kinds = new Set(places.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['grid', 'unit']));
    for (const { grids, place } of places) expect(grids).toEqual(pack.grid.locate(place).map(({ id }) => id));
    expect(places.every(({ grids }) => grids.length > 0)).toBe(true);
  });

  it('and what the county brings along: points, lines and areas; a bad feature hinders no other', async () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [119.4, 31],
        [119.5, 31],
        [119.6, 31],
      ],
    };
    await write(
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          feature({ name: '人民中路', kind: 'road' }, line),
          feature({ name: '路灯', kind: 'lamp-post', number: 'LD-7' }, point(119.5)),
          feature({ name: '无此类', kind: 'castle' }, point(119.5)),
          feature({ name: '', kind: 'road' }, point(119.5)),
          feature({ name: '外地', kind: 'road' }, point(10)),
          feature({ name: '坏点' }, point(Number.NaN)),
          null,
        ],
      }),
    );
    const { places } = await open();
    const one = (query: string) => searchPlaces(places, query, { limit: 1, near: null })[0];
    expect(one('rmzl')).toMatchObject({ kind: 'road', name: '人民中路', place: { lng: 119.5, lat: 31 } });
    expect(one('LD-7')).toMatchObject({ kind: 'lamp-post' });
    expect(one('无此类')).toMatchObject({ kind: 'place' });
    expect(['外地', '坏点'].map(one)).toEqual([undefined, undefined]);
  });

  it('are only the own ones when the file is none', async () => {
    const own = (await openGazetteers(null)(pack)).places.length;
    for (const text of ['', '{', '[]', '{"features":3}', 'null']) {
      await write(text);
      expect((await open()).places.length, text).toBe(own);
    }
  });
});
