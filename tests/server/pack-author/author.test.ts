import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FeatureCollection, LineString } from 'geojson';
import { expect, it } from 'vitest';
import { packFolders } from '../../../server/packs/folders.ts';
import { donghai } from '../../../server/pack-author/counties/donghai.ts';
import { jiangyin } from '../../../server/pack-author/counties/jiangyin.ts';
import { longgang } from '../../../server/pack-author/counties/longgang.ts';
import { xuxiake } from '../../../server/pack-author/counties/xuxiake.ts';
import { mapLineFiles, packFiles, townMapFiles } from '../../../server/pack-author/pack-files.ts';
import { shareOut } from '../../../server/pack-author/tables.ts';

const { packsDir, publicDir } = packFolders();
const maps = (id: string): string => path.join(publicDir, 'packs', id);

it.each([jiangyin, xuxiake, longgang, donghai])(
  'the shipped pack of $identity.id is what its author writes',
  (county) => {
    const { id } = county.identity;
    for (const [name, text] of packFiles(county, maps(id))) {
      expect(
        readFileSync(path.join(packsDir, id, name), 'utf8') === text,
        `${id}/${name}: run npm run author-packs`,
      ).toBe(true);
    }
  },
);

it.each([jiangyin, xuxiake, longgang, donghai])(
  'the roads and rivers of $identity.id are what its author draws, and none leaves its map',
  (county) => {
    const { id } = county.identity;
    const text = readFileSync(path.join(maps(id), 'grids.topo.json'), 'utf8');
    const { bbox: [west, south, east, north] = [] } = JSON.parse(text) as { bbox?: number[] };
    for (const [name, drawn] of mapLineFiles(county, maps(id))) {
      expect(readFileSync(path.join(maps(id), name), 'utf8') === drawn, `${name}: npm run author-packs`).toBe(
        true,
      );
      const { features } = JSON.parse(drawn) as FeatureCollection<LineString>;
      expect(features.length, name).toBeGreaterThan(0);
      const places = features.flatMap(({ geometry }) => geometry.coordinates);
      const outside = places.filter(
        ([lng = 0, lat = 0]) =>
          !(lng >= (west ?? 0) && lng <= (east ?? 0) && lat >= (south ?? 0) && lat <= (north ?? 0)),
      );
      // Rounded to a metre.
      expect(outside.length, name).toBeLessThan(3);
    }
  },
);

it("Xuxiake's map is cut from Jiangyin's", () => {
  for (const [name, text] of townMapFiles(xuxiake.seat, maps('jiangyin'))) {
    expect(readFileSync(path.join(maps('xuxiake'), name), 'utf8') === text, name).toBe(true);
  }
});

it('shares a whole number out exactly', () => {
  expect(
    shareOut(
      683,
      Array.from({ length: 12 }, () => 1),
    ),
  ).toEqual([...Array.from({ length: 11 }, () => 57), 56]);
  expect(shareOut(10, [1, 2, 4])).toEqual([1, 3, 6]);
  expect(shareOut(0, [1, 2])).toEqual([0, 0]);
});
