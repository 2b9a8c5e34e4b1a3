import { expect, it } from 'vitest';
import { cellAt } from '../../../client/apps/admin/scenes/cell-at.ts';
import { actOf } from '../../../client/apps/wall/frame/wall-keys.ts';

it.each([
  ['1', 0],
  ['8', 7],
  ['0', null],
  ['ArrowRight', 'next'],
  ['ChannelUp', 'next'],
  ['ChannelDown', 'last'],
  ['GoBack', 'back'],
  ['BrowserBack', 'back'],
  ['Backspace', 'back'],
  ['MediaPlayPause', 'turn'],
  ['ArrowDown', 'down'],
  ['ArrowUp', 'up'],
  ['Enter', null],
  ['x', null],
] as const)('the key %s of a keyboard or a remote control does %s', (key, act) =>
  expect(actOf(key)).toBe(act),
);

it('a finger is over the cell below it, and over the nearest one beside the board', () => {
  const box = { left: 100, top: 50, width: 400, height: 120 };
  const shape = { columns: 4, rows: 12 };
  for (let y = 0; y < shape.rows; y++)
    for (let x = 0; x < shape.columns; x++)
      expect(cellAt(box, shape, { clientX: 100 + x * 100 + 50, clientY: 50 + y * 10 + 5 })).toEqual({ x, y });
  expect(cellAt(box, shape, { clientX: 20, clientY: 900 })).toEqual({ x: 0, y: 11 });
  expect(cellAt(box, shape, { clientX: 500, clientY: 50 })).toEqual({ x: 3, y: 0 });
});
