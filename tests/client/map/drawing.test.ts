import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metresBetween } from '#shared/geo/distance.ts';
import { areaM2, isInRing, lengthM } from '#shared/geo/measure.ts';
import type { Point } from '#shared/geo/point.ts';
import { must } from '#shared/kernel/must.ts';
import { drawnData } from '../../../client/map/layers/drawn.ts';
import {
  areaOfDrawing,
  begun,
  countIn,
  ended,
  metresOf,
  withCorner,
  withoutLast,
  type Drawing,
  type MapTool,
} from '../../../client/map/tools/drawing.ts';
import { useMapTools } from '../../../client/map/tools/use-map-tools.ts';

const at = (lng: number, lat: number): Point => ({ lng, lat });
const drawn = (tool: MapTool, ...corners: Point[]): Drawing => corners.reduce(withCorner, begun(tool));
const near = fc.record({
  lng: fc.double({ min: 120, max: 120.5, noNaN: true }),
  lat: fc.double({ min: 31.5, max: 32, noNaN: true }),
});

describe('measures', () => {
  it('of a square kilometre: side, edge and area agree', () => {
    const dLat = 1_000 / 111_195;
    const dLng = dLat / Math.cos((31.9 * Math.PI) / 180);
    const ring = [at(120, 31.9), at(120 + dLng, 31.9), at(120 + dLng, 31.9 + dLat), at(120, 31.9 + dLat)];
    expect(areaM2(ring) / 1e6).toBeCloseTo(1, 3);
    expect(lengthM([...ring, must(ring[0], 'a corner')])).toBeCloseTo(4_000, -1);
  });
  it('of an area do not depend on its direction or where it begins', () => {
    fc.assert(
      fc.property(fc.array(near, { minLength: 3, maxLength: 9 }), (ring) => {
        const turned = [...ring.slice(1), ...ring.slice(0, 1)];
        expect(areaM2(turned)).toBeCloseTo(areaM2(ring), -1);
        expect(areaM2(ring.toReversed())).toBeCloseTo(areaM2(ring), -1);
      }),
    );
  });
});

describe('what is drawn', () => {
  it('a rectangle by any two corners holds what lies between them, and nothing else', () => {
    fc.assert(
      fc.property(near, near, near, (a, b, place) => {
        const area = must(areaOfDrawing(drawn('rectangle', a, b)), 'an area');
        const between = (x: number, one: number, other: number): boolean =>
          x >= Math.min(one, other) && x <= Math.max(one, other);
        const inside = between(place.lng, a.lng, b.lng) && between(place.lat, a.lat, b.lat);
        expect(area.holds(place)).toBe(inside);
      }),
    );
  });
  it('a circle holds by metres, and its drawn ring lies on its rim', () => {
    const [centre, rim] = [at(120.2, 31.8), at(120.23, 31.81)];
    const radius = metresBetween(centre, rim);
    const area = must(areaOfDrawing(drawn('circle', centre, rim)), 'an area');
    for (const place of area.ring) expect(metresBetween(centre, place) / radius).toBeCloseTo(1, 2);
    expect(area.areaM2).toBeCloseTo(Math.PI * radius ** 2, 0);
    expect([area.holds(rim), area.holds(at(120.24, 31.82))]).toEqual([true, false]);
  });
  it('a polygon with a bay leaves out what lies in the bay', () => {
    const bay = drawn('polygon', at(0, 0), at(4, 0), at(4, 4), at(2, 1), at(0, 4));
    const area = must(areaOfDrawing(bay), 'an area');
    expect([area.holds(at(2, 0.5)), area.holds(at(2, 3)), area.holds(at(0.5, 3))]).toEqual([
      true,
      false,
      true,
    ]);
    expect(isInRing(at(1, 1), [at(0, 0), at(2, 2)])).toBe(false);
  });
  it('selects by place, and what has none lies nowhere', () => {
    const area = must(areaOfDrawing(drawn('rectangle', at(0, 0), at(1, 1))), 'an area');
    const places = [at(0.5, 0.5), null, at(2, 2)];
    expect(countIn(area, places, (one) => one)).toEqual([at(0.5, 0.5)]);
  });
  it('of two corners stands with the second; another click begins anew', () => {
    const done = drawn('circle', at(0, 0), at(1, 1));
    expect(done.done).toBe(true);
    expect(withCorner(done, at(3, 3))).toMatchObject({ corners: [at(3, 3)], done: false });
  });
  it('ends only with enough corners, and takes one back', () => {
    expect(ended(drawn('polygon', at(0, 0), at(1, 0))).done).toBe(false);
    expect(ended(drawn('distance', at(0, 0), at(1, 0))).done).toBe(true);
    expect(withoutLast(drawn('distance', at(0, 0), at(1, 0))).corners).toEqual([at(0, 0)]);
  });
  it('follows the pointer, measures with it, and forgets it when it ends by a double click', () => {
    const tools = useMapTools();
    tools.choose('distance');
    for (const place of [at(120, 31), at(120.1, 31)]) tools.corner(place);
    tools.hover(at(120.2, 31));
    expect(tools.metres.value).toBeCloseTo(metresBetween(at(120, 31), at(120.2, 31)), -1);
    // A double click is two clicks, each a corner, before it is one.
    tools.corner(at(120.2, 31));
    tools.corner(at(120.2, 31));
    tools.double();
    expect(tools.drawing.value).toMatchObject({ done: true, pointer: null });
    expect(tools.drawing.value?.corners).toHaveLength(3);
    expect(metresOf(must(tools.drawing.value, 'a line'))).toBeCloseTo(19_060, -2);
    tools.choose('distance');
    expect([tools.drawing.value, tools.corner(at(0, 0))]).toEqual([null, false]);
  });
  it('lies on the map as an area with its edge, or a line alone, and is gone with the tool', () => {
    const counts = (drawing: Drawing | null): number[] =>
      Object.values(drawnData({ drawing })).map(({ features }) => features.length);
    expect(counts(null)).toEqual([0, 0, 0]);
    expect(counts(drawn('distance', at(0, 0), at(1, 1)))).toEqual([0, 1, 2]);
    expect(counts(drawn('circle', at(0, 0), at(1, 1)))).toEqual([1, 1, 2]);
  });
});
