import { boundsOf } from '../../../client/map/bounds.ts';
import { describe, expect, it } from 'vitest';
import type { Polygon } from 'geojson';
import { areaKm2, densityClass, densityClasses } from '../../../client/apps/lead/density.ts';
import { placeLabels, shortName } from '../../../client/map/place-labels.ts';
import { projectBounds, shapePath } from '../../../client/map/outline.ts';

const square: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [120, 32],
      [120.1, 32],
      [120.1, 32.1],
      [120, 32.1],
      [120, 32],
    ],
  ],
};

describe('drawing areas', () => {
  it('keeps a square kilometre a square kilometre', () => {
    const km2 = 11.132 * 11.132 * Math.cos((32 * Math.PI) / 180);
    expect(areaKm2(square)).toBeCloseTo(km2, 1);
    const hole =
      square.coordinates[0]?.map(([x = 0, y = 0]) => [120 + (x - 120) / 2, 32 + (y - 32) / 2]) ?? [];
    expect(areaKm2({ type: 'Polygon', coordinates: [...square.coordinates, hole] })).toBeCloseTo(
      km2 * 0.75,
      1,
    );
    expect(
      areaKm2({ type: 'MultiPolygon', coordinates: [square.coordinates, square.coordinates] }),
    ).toBeCloseTo(2 * km2, 1);
  });

  it('fits the box, north up', () => {
    const projection = projectBounds(boundsOf([square]), 100);
    expect(projection.at([120, 32.1])).toEqual([0, 0]);
    expect(projection.at([120.1, 32])[0]).toBeCloseTo(100);
    expect(projection.height).toBeCloseTo(100 / Math.cos((32.05 * Math.PI) / 180));
    expect(shapePath(square, projection)).toMatch(/^M0\.0 118\.0L100\.0 118\.0L.*Z$/u);
  });

  it('sorts densities into classes, none apart', () => {
    const bounds = densityClasses([0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(bounds).toEqual([3, 5, 7]);
    expect([0, 1, 3, 5, 8].map((density) => densityClass(density, bounds))).toEqual([0, 1, 2, 3, 4]);
    expect(densityClasses([2, 2, 2])).toEqual([]);
    expect(densityClass(2, [])).toBe(1);
  });

  it('drops labels that would lie on others', () => {
    const projection = projectBounds([120, 32, 121, 33], 100);
    const at = (name: string, lng: number) => ({ name, centre: { lng, lat: 32.5 } });
    expect(
      placeLabels([at('澄江', 120.2), at('夏港', 120.3), at('顾山', 120.9)], projection, 14).map(
        (one) => one.name,
      ),
    ).toEqual(['澄江', '顾山']);
    expect(placeLabels([at('Li', 120.2), at('Wu', 120.45)], projection, 14)).toHaveLength(2);
    expect(placeLabels([at('黎村', 120.2), at('吴村', 120.45)], projection, 14)).toHaveLength(1);
    expect([shortName('澄江街道'), shortName('徐霞客镇'), shortName('石镇')]).toEqual([
      '澄江',
      '徐霞客',
      '石镇',
    ]);
  });
});
