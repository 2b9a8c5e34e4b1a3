/** As much of a canvas as telling two characters apart needs; handed in by tests. */
export interface Brush {
  font: string;
  clearRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { data: ArrayLike<number> };
}
const size = 24;

/**
 * Whether this device draws Chinese with a typeface of its own. One that has none draws the same box, or nothing, for every
 * character, so two characters that look alike are none.
 */
export function drawsChinese(brush: Brush | null = ownBrush()): boolean {
  if (!brush) return false;
  brush.font = `${size}px sans-serif`;
  const [one, other] = ['霞', '井'].map((character) => {
    brush.clearRect(0, 0, 2 * size, 2 * size);
    brush.fillText(character, 2, size + 2);
    return [...Array.from(brush.getImageData(0, 0, 2 * size, 2 * size).data)].join();
  });
  return one !== other;
}

function ownBrush(): Brush | null {
  const canvas = Object.assign(document.createElement('canvas'), { width: 2 * size, height: 2 * size });
  return canvas.getContext('2d', { willReadFrequently: true });
}

/** Whether the page has settled for the device's own typeface. */
export function usesSystemFont(): boolean {
  return document.documentElement.dataset['font'] === 'system';
}
