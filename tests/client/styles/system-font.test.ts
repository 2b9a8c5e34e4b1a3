import { expect, it } from 'vitest';
import { drawsChinese, type Brush } from '../../../client/styles/system-font.ts';

/** A canvas that draws a character as whatever the device makes of it. */
function device(draws: (character: string) => number): Brush {
  let shown = 0;
  return {
    font: '',
    clearRect: () => void (shown = 0),
    fillText: (text) => void (shown = draws(text)),
    getImageData: () => ({ data: [0, shown] }),
  };
}

it.each([
  ['characters of its own', (character: string) => character.codePointAt(0) ?? 0, true],
  ['the same box for all of them', () => 7, false],
  ['nothing at all', () => 0, false],
])('a device that draws %s', (_what, draws, chinese) => expect(drawsChinese(device(draws))).toBe(chinese));

it('a browser without a canvas gets the shipped typeface', () => expect(drawsChinese(null)).toBe(false));
