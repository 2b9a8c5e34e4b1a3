import type { Colour } from '#shared/warning/warning.ts';

const size = 44;
type Corners = readonly (readonly [x: number, y: number])[];
/** Shapes in a square from -1 to 1; the blue level is a disc. */
const shapes: Record<Colour | 'squad', Corners | 'disc'> = {
  red: [
    [-0.8, -0.8],
    [0.8, -0.8],
    [0.8, 0.8],
    [-0.8, 0.8],
  ],
  orange: [
    [0, -0.92],
    [0.95, 0.75],
    [-0.95, 0.75],
  ],
  yellow: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  blue: 'disc',
  squad: [
    [0, -0.8],
    [0.8, 0],
    [0, 0.8],
    [-0.8, 0],
  ],
};

/** A mark of the map in two colours; no picture is fetched. It is drawn at twice the size of 22 units. */
export function drawIcon(name: Colour | 'squad', fill: string, edge: string): ImageData {
  const shape = shapes[name];
  const canvas = new OffscreenCanvas(size, size);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser has no 2d canvas');
  const at = (n: number): number => size / 2 + n * (size / 2 - 4);
  pen.beginPath();
  if (shape === 'disc') pen.arc(at(0), at(0), (size / 2 - 4) * 0.85, 0, 2 * Math.PI);
  else shape.forEach(([x, y], i) => (i === 0 ? pen.moveTo(at(x), at(y)) : pen.lineTo(at(x), at(y))));
  pen.closePath();
  pen.fillStyle = fill;
  pen.strokeStyle = edge;
  pen.lineWidth = 3;
  pen.fill();
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

/** Nothing to see, as large as a mark: it keeps texts out of what lies beneath it. */
export const emptyIcon = (): ImageData => new ImageData(size, size);
