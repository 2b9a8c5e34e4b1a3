import { expect, it } from 'vitest';
import { paddingOf } from '../../../client/apps/wall/frame/use-map-place.ts';

const sides = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });
/** Of four screens beside each other, the two in the middle are the map's. */
const [box, whole] = [sides(1920, 100, 5760, 2100), sides(0, 0, 7680, 2160)];

it('a map is framed by the room that panels leave; one matter by the left of two screens, off the seam between them', () => {
  const middle = ({ left, right }: { left: number; right: number }): number => (left + 7680 - right) / 2;
  const county = paddingOf(box, whole, false);
  expect(county).toEqual({ left: 1980, right: 1980, top: 160, bottom: 120 });
  expect(middle(county)).toBe(3840);
  const matter = paddingOf(box, whole, true);
  expect(middle(matter)).toBe(2880);
  expect(7680 - matter.right).toBeLessThan(3840);
});
