import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Topology } from 'topojson-specification';
import {
  addCorner,
  drawArea,
  dropCorner,
  fineSteps,
  mergeAreas,
  moveCorner,
  onSteps,
  splitArea,
  withRedrawn,
  type Redrawn,
  type Steps,
} from '../../../client/apps/admin/grids/redraw.ts';
import {
  areaOf,
  edgesOf,
  frameOfArea,
  spotKey,
  type Area,
  type Areas,
  type Spot,
} from '#shared/grid/area.ts';
import { crossesItself, fitOf } from '#shared/grid/fit.ts';
import { must } from '#shared/kernel/must.ts';
import { cellsOfMap } from '../../../server/packs/outlines.ts';

const square = (x: number, y: number, size = 1): Area => [
  [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
];
/** Three by three squares of a degree, `a` … `i` from south-west. */
const nine = (): Areas =>
  new Map([...'abcdefghi'].map((id, i) => [id, square(120 + (i % 3), 30 + Math.floor(i / 3))] as const));
const total = (areas: Areas): number => [...areas.values()].reduce((sum, area) => sum + areaOf(area), 0);

/** Every inner edge is there once in each direction of two grids: nothing lies between neighbours and nothing twice. */
function loose(areas: Areas): number {
  const count = new Map<string, number>();
  for (const area of areas.values())
    for (const [a, b] of edgesOf(area)) {
      const name = [spotKey(a), spotKey(b)].sort().join(' ');
      count.set(name, (count.get(name) ?? 0) + 1);
    }
  return [...count.values()].filter((one) => one === 1).length;
}
function drawn(areas: Areas, redrawn: Redrawn | null): Areas {
  const made = must(redrawn, 'a stroke');
  const now = withRedrawn(areas, made);
  expect(fitOf(areas, now, made.keys())).toMatchObject({ misfits: [] });
  return now;
}

describe('strokes', () => {
  test('a corner of four grids moves for all four, and what it would drag over another is found', () => {
    const areas = nine();
    const moved = moveCorner(areas, [121, 31], [121.2, 31.3]);
    expect([...moved.keys()].sort()).toEqual(['a', 'b', 'd', 'e']);
    const now = drawn(areas, moved);
    expect(total(now)).toBeCloseTo(total(areas), 0);
    const far = moveCorner(areas, [121, 31], [122.5, 31.5]);
    const { misfits } = fitOf(areas, withRedrawn(areas, far), far.keys());
    expect(misfits.length).toBeGreaterThan(0);
  });

  test('a corner comes on an edge of both neighbours and goes from both', () => {
    const areas = nine();
    const edge: [Spot, Spot] = [
      [121, 30],
      [121, 31],
    ];
    const now = drawn(areas, addCorner(areas, edge, [121.1, 30.5]));
    expect(total(now)).toBeCloseTo(total(areas), 0);
    const back = drawn(now, dropCorner(now, [121.1, 30.5]));
    expect(areaOf(must(back.get('a'), 'a'))).toBeCloseTo(areaOf(must(areas.get('a'), 'a')), 0);
    const three: Areas = new Map([
      [
        't',
        [
          [
            [
              [0, 0],
              [1, 0],
              [0, 1],
              [0, 0],
            ],
          ],
        ] as Area,
      ],
    ]);
    expect(dropCorner(three, [1, 0]).size).toBe(0);
  });

  test('a line cuts a grid in two and puts its ends into the neighbours; one that passes by cuts nothing', () => {
    const areas = nine();
    const cut = drawn(
      areas,
      splitArea(
        areas,
        fineSteps,
        'e',
        [
          [121.3, 30.9],
          [121.5, 31.4],
          [121.3, 32.1],
        ],
        'new',
      ),
    );
    expect(cut.size).toBe(10);
    expect(areaOf(must(cut.get('e'), 'e'))).toBeGreaterThan(areaOf(must(cut.get('new'), 'new')));
    expect(must(cut.get('b'), 'b').flat(2)).toHaveLength(6);
    expect(loose(cut)).toBe(loose(areas));
    expect(
      splitArea(
        areas,
        fineSteps,
        'e',
        [
          [120.1, 30],
          [120.2, 33],
        ],
        'new',
      ),
    ).toBe(null);
  });

  test('neighbours become one, round a hole as well; grids that share no border do not', () => {
    const areas = nine();
    expect(mergeAreas(areas, 'a', 'i')).toBe(null);
    let now = areas;
    for (const gone of 'bcfihgd') now = drawn(now, mergeAreas(now, 'a', gone));
    expect([...now.keys()]).toEqual(['a', 'e']);
    expect(must(now.get('a'), 'a')[0]).toHaveLength(2);
    expect(total(now)).toBeCloseTo(total(areas), 0);
    expect(must(drawn(now, mergeAreas(now, 'a', 'e')).get('a'), 'a').flat()).toHaveLength(1);
  });

  test('a new grid takes its ground from those it is drawn over, to the border of the county, and never all of one', () => {
    const areas = nine();
    const now = drawn(
      areas,
      drawArea(
        areas,
        fineSteps,
        [
          [119, 30.4],
          [121.6, 30.4],
          [121.5, 31.6],
          [119, 31.6],
        ],
        'new',
      ),
    );
    expect(total(now)).toBeCloseTo(total(areas), 0);
    expect(loose(now)).toBeGreaterThan(0);
    expect(
      drawArea(
        areas,
        fineSteps,
        [
          [119.9, 29.9],
          [121.1, 29.9],
          [121.1, 31.1],
          [119.9, 31.1],
        ],
        'new',
      ),
    ).toBe(null);
    expect(
      drawArea(
        areas,
        fineSteps,
        [
          [10, 10],
          [11, 10],
          [11, 11],
        ],
        'new',
      ),
    ).toBe(null);
  });
});

test('gaps, overlaps and crossings are told with the grids and the ground', () => {
  const areas = nine();
  const told = (area: Area): string[] => {
    const { misfits } = fitOf(areas, new Map(areas).set('e', area), ['e']);
    return misfits
      .map((one) => [one.kind, one.grid, one.kind === 'over' ? one.other : ''].join(' ').trim())
      .sort();
  };
  expect(told(square(121, 31))).toEqual([]);
  expect(told(square(121, 31, 0.5))).toEqual(['gap e']);
  expect(told(square(121, 31, 1.1))).toEqual(['over e f', 'over e h', 'over e i']);
  const bow: Area = [
    [
      [
        [121, 31],
        [122, 32],
        [122, 31],
        [121, 32],
        [121, 31],
      ],
    ],
  ];
  expect([crossesItself(bow), told(bow)]).toEqual([true, ['crossed e']]);
  const without = new Map(areas);
  without.delete('a');
  expect(fitOf(areas, without, ['a'])).toMatchObject({ misfits: [] });
  expect(fitOf(areas, without, ['a']).lostM2).toBeGreaterThan(1e9);
});

describe.each(['xuxiake', 'longgang'])('on the real borders of %s', (id) => {
  const file = path.join(import.meta.dirname, '../../../public/packs', id, 'grids.topo.json');
  const topology = JSON.parse(readFileSync(file, 'utf8')) as Topology;
  const { areas } = cellsOfMap(topology);
  const steps = must(topology.transform, 'steps') as unknown as Steps;
  const some = [...areas.keys()].filter((_, i) => i % Math.ceil(areas.size / 8) === 3);

  test('cutting and joining again leaves what was there, for cells all over it', () => {
    let cuts = 0;
    for (const cell of some) {
      const area = must(areas.get(cell), cell);
      const [west, south, east, north] = frameOfArea(area);
      const line: Spot[] = [
        [west + (east - west) * 0.2, south - (north - south) * 0.1],
        [west + (east - west) * 0.9, north + (north - south) * 0.1],
      ];
      const parts = splitArea(areas, steps, cell, line, 'new');
      if (!parts) continue;
      const now = drawn(areas, parts);
      cuts += 1;
      expect(loose(now) - loose(areas)).toBeLessThan(3);
      expect(total(now)).toBeCloseTo(total(areas), -1);
      for (const [, made] of parts)
        for (const spot of made?.flat(2) ?? []) expect(onSteps(steps, spot)).toEqual(spot);
      const again = drawn(now, mergeAreas(now, cell, 'new'));
      expect(Math.abs(areaOf(must(again.get(cell), cell)) - areaOf(area))).toBeLessThan(400);
    }
    expect(cuts).toBeGreaterThan(4);
  });
});
