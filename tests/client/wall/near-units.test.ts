import { expect, it } from 'vitest';
import type { CatalogueItem, Unit } from '#shared/pack/schema.ts';
import { nearUnits } from '../../../client/apps/wall/panels/near-units.ts';

const unit = (id: string, lng: number, more: Partial<Unit> = {}): Unit =>
  ({ id, place: { lng, lat: 31.9 }, skills: [], ...more }) as unknown as Unit;
const units = [
  unit('far-bureau', 120.5),
  unit('pumps', 120.32, { skills: ['pump'] }),
  unit('own-town', 120.31, { grid: 'town' }),
  unit('other-town', 120.301, { grid: 'elsewhere' }),
  unit('nobody', 120.3),
];
const catalogue = [{ id: 'flood', units: ['far-bureau'], skills: ['pump'] }] as unknown as CatalogueItem[];
const matter = {
  item: 'flood',
  place: { lng: 120.3, lat: 31.9 },
  grids: ['town', 'village'],
};

it('near a matter stand those whose business it is, the nearest first, with the way they have', () => {
  const near = nearUnits(matter, { catalogue, units }, 5);
  expect(near.map((one) => one.unit.id)).toEqual(['own-town', 'pumps', 'far-bureau']);
  expect(near[0]?.metres).toBeGreaterThan(900);
  expect(near.map(({ minutes }) => minutes)).toEqual([4, 6, 42]);
  expect(nearUnits(matter, { catalogue, units }, 1)).toHaveLength(1);
  expect(nearUnits({ ...matter, placeless: true as const }, { catalogue, units }, 5)).toEqual([]);
});
