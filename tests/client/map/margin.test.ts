import { expect, it } from 'vitest';
import { marginPlaces } from '../../../client/map/margin.ts';

const size = { width: 1920, height: 1080 };
const padding = { top: 100, right: 470, bottom: 220, left: 480 };
/** As large as an empty mark of the map. */
const side = 44;

it('nothing can be written across the edge of the free part of a map, and nothing is kept from its inside', () => {
  const marks = marginPlaces(size, padding);
  const covers = (x: number, y: number): boolean =>
    marks.some(([cx, cy]) => Math.abs(x - cx) <= side / 2 && Math.abs(y - cy) <= side / 2);
  const [west, east, north, south] = [480, 1920 - 470, 100, 1080 - 220];
  for (let y = north - 40; y <= south + 40; y += 3) {
    expect(covers(west - 30, y), `west at ${y}`).toBe(true);
    expect(covers(east + 30, y), `east at ${y}`).toBe(true);
  }
  for (let x = west - 40; x <= east + 40; x += 3) {
    expect(covers(x, north - 30), `north at ${x}`).toBe(true);
    expect(covers(x, south + 30), `south at ${x}`).toBe(true);
  }
  for (let x = west; x <= east; x += 19)
    for (let y = north; y <= south; y += 19) expect(covers(x, y), `${x} ${y}`).toBe(false);
  expect(marks.length).toBeLessThan(120);
});
