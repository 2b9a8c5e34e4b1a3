import { describe, expect, it } from 'vitest';
import { chainTo } from '#shared/grid/chain.ts';
import { must } from '#shared/kernel/must.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { County } from '../../../client/apps/wall/county.ts';
import { deeper, wider } from '../../../client/apps/wall/frame/map-view.ts';
import { placeRows } from '../../../client/apps/wall/panels/places.ts';
import { groundLayer } from '../../../client/map/layers/ground.ts';
import { labelData } from '../../../client/map/layers/labels.ts';
import { makeGeodata, type GridTopology } from '../../../client/map/geodata.ts';
import { areaOf, sliceMap } from '../../../client/map/slice-map.ts';
import { boundsOf } from '../../../client/map/bounds.ts';
import { testPack } from '../../support/county.ts';
import { halvedChain, halvedMap, wholeBox } from '../../support/leveled-county.ts';
import { row } from '../rows.ts';

const nothing = { type: 'FeatureCollection' as const, features: [] };
const places = Array.from({ length: 40 }, (_, n) => ({
  lng: 119 + (((n * 37) % 64) + 0.5) / 32,
  lat: 30 + (((n * 23) % 64) + 0.5) / 32,
}));

describe.each([2, 3, 5, 6])('a wall of a county of %i levels', (levels) => {
  const geodata = makeGeodata(halvedMap(levels) as GridTopology, nothing, []);
  const { tree } = geodata;
  const rows = places.map((place, n): IncidentRow => ({
    ...row({ id: `m-${n}` }),
    ...place,
    grids: halvedChain(place, levels),
  }));
  const at = (grid: string | null): County => ({ geodata, grid }) as County;

  it('goes down through every level to the matters themselves, and back by the same way', () => {
    const place = must(places[0], 'a place');
    const way: string[] = [];
    let grid: string | null = null;
    let inside = rows;
    for (;;) {
      const below = placeRows(tree, [], grid, inside);
      if (below.length === 0) break;
      expect(
        below.reduce((sum, { open }) => sum + open, 0),
        `below ${grid}`,
      ).toBe(inside.length);
      const next: string = must(deeper(at(grid), place) ?? undefined, 'a grid below');
      const told = must(
        below.find(({ cell }) => cell.id === next),
        next,
      );
      inside = rows.filter(({ grids }) => grids.includes(next));
      expect(told.open).toBe(inside.length);
      way.push(next);
      grid = next;
    }
    expect(way).toEqual(halvedChain(place, levels));
    expect(deeper(at(grid), place)).toBeNull();
    const back: (string | null)[] = [];
    for (let from = grid; from !== null; from = wider(at(from))) back.push(from);
    expect(back.toReversed()).toEqual(way);
  });

  it('draws the borders of every level, and a part of any level as its land', () => {
    expect(geodata.borders).toHaveLength(levels);
    const { l3 } = must(groundLayer.data, 'its data')({ geodata }) as unknown as Record<
      string,
      { features: { properties: object }[] }
    >;
    expect(l3?.features.map(({ properties }) => properties)).toEqual(
      Array.from({ length: levels - 2 }, (_, n) => ({ level: n + 3 })),
    );
    const [west, south, east, north] = wholeBox;
    for (const cells of tree.levels) {
      const frames = cells.map(({ id }) => boundsOf([areaOf(geodata, id).geometry]));
      const ground = frames.reduce((sum, [w, s, e, n]) => sum + (e - w) * (n - s), 0);
      expect(ground).toBeCloseTo((east - west) * (north - south), 4);
    }
    const { pack } = testPack();
    const [narrow] = tree.levels.at(-1) ?? [];
    const id = must(narrow, 'a cell').id;
    const part = sliceMap(pack.identity, geodata, [id]).geodata;
    expect(part.holds(must(narrow, 'a cell').centre)).toBe(true);
    expect(part.borders).toHaveLength(levels);
    expect(chainTo(part.tree, id)).toHaveLength(levels);
  });

  it('names what is not the narrowest', () => {
    const names = labelData({ geodata, language: 'zh', units: [] }).features.map(
      ({ properties }) => properties?.['level'] as number,
    );
    const named = Math.max(2, levels - 1);
    expect([...new Set(names)].toSorted()).toEqual(Array.from({ length: named }, (_, n) => n + 1));
  });

  it('names towns and villages in the language of the screen by the units that answer for them', () => {
    const [town] = tree.levels[0] ?? [];
    const { id, name } = must(town, 'a town');
    const units = [{ kind: 'town' as const, grid: id, name: { zh: `${name}人民政府`, en: 'Riverside' } }];
    const named = (language: 'zh' | 'en'): unknown =>
      labelData({ geodata, language, units }).features.find(({ properties }) => properties?.['id'] === id)
        ?.properties?.['name'];
    expect([named('zh'), named('en')]).toEqual([name, 'Riverside']);
  });
});
