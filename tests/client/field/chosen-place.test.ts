import { describe, expect, it } from 'vitest';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import { gridLevels, gridPlace, pathOf, pointPlace } from '../../../client/apps/field/chosen-place.ts';

const cell = (id: string, level: Cell['level'], parent: string | null): Cell => ({
  id,
  level,
  parent,
  name: `${id} 格`,
  centre: { lng: level, lat: level },
});
const levels: GridTree['levels'] = [
  [cell('a', 1, null), cell('b', 1, null)],
  [cell('a1', 2, 'a'), cell('a2', 2, 'a'), cell('b1', 2, 'b')],
  [cell('a1x', 3, 'a1'), cell('a2x', 3, 'a2'), cell('a2y', 3, 'a2')],
];
const tree: GridTree = {
  levels,
  byId: new Map(levels.flat().map((one) => [one.id, one])),
  locate: ({ lng }) => (lng > 100 ? [] : levels.map(([first]) => first).filter((one) => one !== undefined)),
};

describe('a place in the field', () => {
  it('is chosen level by level below the own grids', () => {
    const ids = (own: string[], chosen: string) =>
      gridLevels(tree, own, chosen).map((level) => [level.chosen, ...level.cells.map(({ id }) => id)]);
    expect(ids(['a'], '')).toEqual([
      ['a', 'a'],
      ['', 'a1', 'a2'],
    ]);
    expect(ids(['a'], 'a2y')).toEqual([
      ['a', 'a'],
      ['a2', 'a1', 'a2'],
      ['a2y', 'a2x', 'a2y'],
    ]);
    // What was kept on this phone by somebody else is none of mine.
    expect(ids(['b'], 'a2y')).toEqual([
      ['b', 'b'],
      ['', 'b1'],
    ]);
    expect(ids([], '')).toEqual([['']]);
  });

  it('is the middle of its grid for who knows no better, and lies outside when no grid holds it', () => {
    expect(gridPlace('a2', tree)).toEqual({ place: { lng: 2, lat: 2 }, how: 'grid', chain: ['a', 'a2'] });
    expect(gridPlace('', tree)).toBeNull();
    expect(pointPlace({ lng: 1, lat: 1 }, 'map', tree).chain).toEqual(['a', 'a1', 'a1x']);
    expect(pointPlace({ lng: 120, lat: 1 }, 'satellite', tree).chain).toEqual([]);
    expect(pointPlace({ lng: 120, lat: 1 }, 'satellite', null).chain).toBeNull();
    expect([pathOf(['a', 'a2'], tree), pathOf(['a'], null)]).toEqual(['a 格 › a2 格', 'a']);
  });
});
