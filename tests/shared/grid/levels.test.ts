import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { chainTo } from '#shared/grid/chain.ts';
import { areasOfMap, levelsOfMap } from '#shared/grid/areas-of-map.ts';
import { chainColumns, chainOfColumns, gridLevels } from '#shared/grid/levels.ts';
import { gridTree, locateSlowly } from '#shared/grid/locate.ts';
import { renameCells } from '#shared/grid/rename.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { identity } from '#shared/pack/schema.ts';
import { testPack } from '../../support/county.ts';
import { halvedChain, halvedMap, wholeBox } from '../../support/leveled-county.ts';

const [west, south, east, north] = wholeBox;
/** A hair off the borders, where a double decides. */
const place = fc.record({
  lng: fc.double({ min: west + 1e-4, max: east - 1e-4, noNaN: true }),
  lat: fc.double({ min: south + 1e-4, max: north - 1e-4, noNaN: true }),
});
const isOnBorder = (value: number): boolean => Math.abs(value * 32 - Math.round(value * 32)) < 1e-3;

describe.each([2, 3, 4, 5, 6])('a county of %i levels', (levels) => {
  const map = halvedMap(levels);
  const tree = gridTree(map);

  it('has as many lists of cells, each twice as long, and every chain hangs together', () => {
    expect(levelsOfMap(map)).toBe(levels);
    expect(tree.levels.map((cells) => cells.length)).toEqual(
      gridLevels.slice(0, levels).map((at) => 2 ** at),
    );
    expect(areasOfMap(map).size).toBe(narrowCells(tree).length);
    for (const [at, cells] of tree.levels.entries())
      for (const cell of cells) {
        expect(cell.level).toBe(at + 1);
        expect(chainTo(tree, cell.id).map(({ level }) => level)).toEqual(gridLevels.slice(0, at + 1));
      }
  });

  it('finds the chain of every place, as halving by hand does', () => {
    const slowly = locateSlowly(map);
    fc.assert(
      fc.property(place, (at) => {
        fc.pre(!isOnBorder(at.lng) && !isOnBorder(at.lat));
        const wanted = halvedChain(at, levels);
        expect(tree.locate(at).map(({ id }) => id)).toEqual(wanted);
        expect(slowly(at)).toEqual(wanted.slice(-1));
      }),
      { numRuns: 60 },
    );
    expect(tree.locate({ lng: 10, lat: 10 })).toEqual([]);
  });

  it('keeps its levels under other names', () => {
    const named = renameCells(tree, new Map([['w', '西']]));
    expect(named.levels.map((cells) => cells.length)).toEqual(tree.levels.map((cells) => cells.length));
    expect(named.locate({ lng: 119.03, lat: 30.03 })[0]?.name).toBe('西');
  });

  it('is an identity that is taken', () => {
    const { pack } = testPack();
    const names = Array.from({ length: levels }, (_, at) => ({ zh: `${at}`, en: `${at}` }));
    expect(identity.safeParse({ ...pack.identity, levels: names }).success).toBe(true);
  });
});

it('a county has two levels at least and six at most', () => {
  const { pack } = testPack();
  const of = (n: number) =>
    identity.safeParse({
      ...pack.identity,
      levels: Array.from({ length: n }, () => ({ zh: '格', en: 'g' })),
    });
  expect([1, 2, 6, 7].map((n) => of(n).success)).toEqual([false, true, true, false]);
});

it('a narrow cell whose parents do not reach up to the widest level is refused', () => {
  const map = halvedMap(5);
  const level = map.objects['l3'] as { geometries?: { properties?: { p?: number } }[] };
  delete level.geometries?.[0]?.properties?.p;
  expect(() => gridTree(map)).toThrow('parent');
});

it('a chain is columns, and columns are the chain again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 6 }), (chain) => {
      expect(chainOfColumns(chainColumns(chain))).toEqual(chain);
    }),
  );
});
