import { expect, test } from 'vitest';
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
import { holds, packShapes } from '#shared/grid/shapes.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { readAddresses } from '../../../client/apps/admin/grids/address-file.ts';
import {
  contradicting,
  groundByAddresses,
  type Site,
} from '../../../client/apps/admin/grids/by-addresses.ts';
import { fineSteps, withRedrawn } from '../../../client/apps/admin/grids/redraw.ts';

const square = (x: number, y: number, size = 0.01): Area => [
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
/** Three by three squares of a kilometre or so, `a` … `i` from south-west. */
const nine = (): Areas =>
  new Map(
    [...'abcdefghi'].map((id, i) => [id, square(120 + (i % 3) / 100, 32 + Math.floor(i / 3) / 100)] as const),
  );
/** Dice that fall the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}
const holdsSpot = (area: Area, [lng, lat]: Spot): boolean => holds(packShapes([area.flat()]), 0, lng, lat);
const total = (areas: Areas): number => [...areas.values()].reduce((sum, area) => sum + areaOf(area), 0);
function loose(areas: Areas): number {
  const count = new Map<string, number>();
  for (const area of areas.values())
    for (const [a, b] of edgesOf(area)) {
      const name = [spotKey(a), spotKey(b)].sort().join(' ');
      count.set(name, (count.get(name) ?? 0) + 1);
    }
  return [...count.values()].filter((one) => one === 1).length;
}

test.each([1, 2, 3, 4, 5, 6])(
  'by the dice %i: each address lies in its grid, no ground is lost or twice',
  async (seed) => {
    const areas = nine();
    const roll = dice(seed);
    const grids = ['a', 'b', 'd', 'e'];
    // Four quarters whose middle is not the corner in which the squares met.
    const [midX, midY] = [120.006 + roll() * 0.008, 32.006 + roll() * 0.008];
    const sites = Array.from({ length: 240 }, (): Site => {
      const spot: Spot = [120 + roll() * 0.02, 32 + roll() * 0.02];
      const grid = must(grids[(spot[0] > midX ? 1 : 0) + (spot[1] > midY ? 2 : 0)], 'a grid');
      return { grid, spot };
    });
    const redrawn = must(await groundByAddresses(areas, fineSteps, sites), 'ground');
    const now = withRedrawn(areas, redrawn);
    for (const { grid, spot } of sites)
      expect(holdsSpot(must(now.get(grid), grid), spot), `${grid} ${spot.join(' ')}`).toBe(true);
    expect(fitOf(areas, now, redrawn.keys())).toMatchObject({ misfits: [] });
    expect([...now.values()].some(crossesItself)).toBe(false);
    expect(total(now) / total(areas)).toBeCloseTo(1, 6);
    // Twelve edges of the outer border: each is cut where a grid meets another, and every inner one has two sides.
    expect(loose(now)).toBeLessThan(40);
    for (const id of 'cfghi')
      expect(areaOf(must(now.get(id), id)) / areaOf(must(areas.get(id), id)), id).toBeCloseTo(1, 9);
    expect(frameOfArea(must(now.get('c'), 'c'))).toEqual(frameOfArea(must(areas.get('c'), 'c')));
  },
);

test('one grid alone, a grid that is none, and one that gets no ground are no drawing', async () => {
  const site = (grid: string, x: number, y: number): Site => ({ grid, spot: [x, y] });
  const none = async (...sites: Site[]) => groundByAddresses(nine(), fineSteps, sites);
  expect(await none(site('a', 120.001, 32.001), site('a', 120.002, 32.003))).toBe(null);
  expect(await none(site('a', 120.001, 32.001), site('z', 120.002, 32.003))).toBe(null);
  // The address of b lies far beyond what both have together, and those of a round it.
  const far = [site('b', 121, 33), site('a', 120.9, 33), site('a', 121.1, 33), site('a', 121, 33.1)];
  expect(await none(...far, site('a', 121, 32.9), site('a', 120.005, 32.005))).toBe(null);
  const twice = [site('a', 120.001, 32.001), site('b', 120.001, 32.001), site('b', 120.015, 32.001)];
  expect(contradicting(fineSteps, twice)).toEqual(twice.slice(0, 2));
});

test('a sheet of addresses names grids by id or by a name that one alone has; outlines are none', async () => {
  const names = new Map([
    ['g1', '东街 1 格'],
    ['g2', '东街 2 格'],
    ['g3', '西街'],
    ['g4', '西街'],
  ]);
  const read = (text: string) => readAddresses(new File([text], 'a.csv', { type: 'text/csv' }), names);
  const rows = [
    '地址,网格,经度,纬度',
    '人民路 1 号,g1,120.1,32.1',
    '人民路 2 号,东街 2 格,120.2,32.1',
    '人民路 3 号,西街,120.3,32.1',
    '人民路 4 号,g1,,32.1',
    '人民路 5 号,g1,320.1,32.1',
  ];
  expect(await read(rows.join('\n'))).toEqual({
    sites: [
      { grid: 'g1', spot: [120.1, 32.1] },
      { grid: 'g2', spot: [120.2, 32.1] },
    ],
    others: 3,
  });
  const outlines = 'grid,lng,lat,wkt\ng1,1,1,"POLYGON((0 0,1 0,1 1,0 0))"\n';
  expect(await read(outlines)).toBe(null);
  expect(await read('id,name\ng1,x\n')).toBe(null);
  const many = await read(['grid,lng,lat', ...Array<string>(20_001).fill('g1,120,32')].join('\n'));
  expect(isRefusal(many) && many.reasonId).toBe('addresses-many');
});
