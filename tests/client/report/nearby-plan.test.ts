import { expect, it } from 'vitest';
import { metresBetween } from '#shared/geo/distance.ts';
import { must } from '#shared/kernel/must.ts';
import { planOf } from '../../../client/apps/report/nearby-plan.ts';

it('a plan keeps distances and directions; what lies too far stands at the rim', () => {
  for (const lat of [0, 27.5, 31.9, 50]) {
    const centre = { lng: 120.3, lat };
    for (let turn = 0; turn < 16; turn++) {
      const angle = (turn * Math.PI) / 8;
      const step = 0.0018;
      const point = { lng: centre.lng + step * Math.cos(angle), lat: lat + step * Math.sin(angle) };
      const dot = must(planOf(centre, [point], 1_000)[0], 'a dot');
      const ratio = (Math.hypot(dot.x, dot.y) * 1_000) / metresBetween(centre, point);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.005);
      expect(
        Math.abs(Math.sign(Math.round(dot.x * 1e6)) - Math.sign(Math.round(Math.cos(angle) * 1e6))),
      ).toBe(0);
      expect(
        Math.abs(Math.sign(Math.round(dot.y * 1e6)) - Math.sign(Math.round(Math.sin(angle) * 1e6))),
      ).toBe(0);
      const rim = must(planOf(centre, [point], 50)[0], 'a dot');
      expect(Math.hypot(rim.x, rim.y)).toBeCloseTo(1, 9);
    }
  }
});
