import { expect, it } from 'vitest';
import type { Point } from '#shared/geo/point.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { makeReport } from '../../../server/simulator/reports.ts';
import { testPack } from '../../support/county.ts';

it('a report lies within the county as it is told, also where rounding would carry it across the border', () => {
  const toy = testPack();
  const item = must(toy.pack.catalogue[0], 'an item');
  // A county whose border runs through every place with six decimals: only what is longer, and the centres, lie inside.
  const isRounded = ({ lng, lat }: Point): boolean =>
    [lng, lat].every((one) => Number(one.toFixed(6)) === one);
  const centres = new Set(narrowCells(toy.grid).map(({ centre }) => centre));
  const locate = (place: Point) => (centres.has(place) || !isRounded(place) ? toy.grid.locate(place) : []);
  const pack = { ...toy, grid: { ...toy.grid, locate } };
  const roll = dice(1);
  const places = Array.from({ length: 50 }, () => must(makeReport(pack, item, roll).place, 'a place'));
  expect(places.filter((place) => locate(place).length === 0)).toEqual([]);
});
