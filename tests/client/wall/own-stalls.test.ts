import { expect, it } from 'vitest';
import { openStalls } from '../../../client/apps/wall/frame/own-stalls.ts';

it('a wall tells of no stall that is the drawing of what it turned to, of any other and of a long one', () => {
  let at = 0;
  const stalls = openStalls(() => at);
  // Three seconds of drawing the first picture, seen when they are over and for a while after.
  at = 3_500;
  expect(stalls.told(3_000)).toBe(0);
  at = 12_000;
  expect(stalls.told(3_000)).toBe(0);
  expect(stalls.told(0)).toBe(0);
  // Out of the blue.
  at = 60_000;
  expect(stalls.told(3_100)).toBe(3_100);
  // A scene that is turned to while it is told takes nothing back.
  stalls.turned();
  at = 61_000;
  expect(stalls.told(3_100)).toBe(3_100);
  stalls.turned();
  at = 73_000;
  expect(stalls.told(11_500)).toBe(11_500);
});
