import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { areaFaults, layoutIds, layoutShapes, panelIds } from '#shared/pack/wall.ts';
import { areasOf, between, cellsOf, placed, placesIn, without, type Place } from '#shared/wall/compose.ts';
import { scenes } from '#shared/wall/scenes/scenes.ts';

const plans = Object.values(scenes).flatMap((scene) =>
  layoutIds.map((layout) => [scene.id, layout, scene.layouts[layout]] as const),
);

describe('composing a plan', () => {
  it.each(plans)('%s as %s is the same plan there and back', (_, layout, areas) => {
    const cells = cellsOf(layout, areas);
    expect(cellsOf(layout, areasOf(cells))).toEqual(cells);
    expect(areaFaults(layout, areasOf(cells))).toEqual(areaFaults(layout, areas));
  });
  it('a panel laid over others takes their room and leaves them the largest rectangle of what they had', () => {
    const cells = cellsOf('hd', ['12 today map map key']);
    const next = placed(cells, 'feed', { column: 0, row: 8, columns: 2, rows: 4 });
    expect(areasOf(next)).toEqual(
      ['8 today map map key', '4 feed feed map key'].map((line, i) => (i === 1 ? '4 feed feed . key' : line)),
    );
    expect(areaFaults('hd', areasOf(next))).toEqual([]);
  });
  it('a panel that is moved stands once', () => {
    const cells = placed(cellsOf('hd', ['12 today map map key']), 'today', {
      column: 3,
      row: 0,
      columns: 1,
      rows: 3,
    });
    expect(must(placesIn(cells).get('today'), 'today')).toEqual({ column: 3, row: 0, columns: 1, rows: 3 });
    expect(areasOf(without(cells, 'today'))[0]).toBe('3 . map map .');
  });
  it('whatever is laid where, the panels stay rectangles that the schema takes', () => {
    const { columns, rows } = layoutShapes.hd;
    const cell = fc.record({ x: fc.nat({ max: columns - 1 }), y: fc.nat({ max: rows - 1 }) });
    const act = fc.tuple(fc.constantFrom(...panelIds), cell, cell);
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        let cells = cellsOf('hd', scenes.overview.layouts.hd);
        for (const [panel, a, b] of acts) {
          const place: Place = between(a, b);
          cells = placed(cells, panel, place);
          expect(placesIn(cells).get(panel)).toEqual(place);
          expect(areaFaults('hd', areasOf(cells))).toEqual([]);
        }
      }),
    );
  });
});
