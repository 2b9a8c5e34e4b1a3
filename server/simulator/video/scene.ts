import { dice, seedOf } from '#shared/kernel/dice.ts';
import { makeFrame, type Frame } from './h264.ts';

/** A schematic picture of what a pretend camera looks at, drawn from its name and an instant alone. */
export const width = 320;
export const height = 176;

type Colour = readonly [luma: number, cb: number, cr: number];
const grey = (luma: number): Colour => [luma, 130, 126];
const kinds = [
  ['water', /河|码头|涌|江/u],
  ['square', /广场|市场|学校/u],
  ['yard', /园区|小区|停车/u],
] as const;
type Kind = (typeof kinds)[number][0] | 'street';

/** The picture at an instant (local, so that its clock tells the county's time). */
export function drawScene(camera: { id: string; name: string }, at: number): Frame {
  const kind: Kind = kinds.find(([, words]) => words.test(camera.name))?.[0] ?? 'street';
  const frame = makeFrame(width, height);
  const hour = new Date(at).getUTCHours();
  const light = hour >= 6 && hour < 18 ? 0 : -22;
  rect(frame, 0, 0, width, 64, grey(70 + light));
  rect(frame, 0, 64, width, height - 64, kind === 'water' ? [62 + light / 2, 140, 112] : grey(96 + light));
  buildings(frame, camera.id, light);
  if (kind === 'water') water(frame, camera.id, at);
  else if (kind === 'square') people(frame, camera.id, at, light);
  else if (kind === 'yard') yard(frame, camera.id, at, light);
  else street(frame, camera.id, at, light);
  rect(frame, 0, 0, 132, 13, grey(24));
  clock(frame, 4, 3, new Date(at));
  return frame;
}

function rect(
  frame: Frame,
  left: number,
  top: number,
  wide: number,
  high: number,
  [luma, cb, cr]: Colour,
): void {
  const [x0, y0] = [Math.max(0, Math.round(left)), Math.max(0, Math.round(top))];
  const [x1, y1] = [
    Math.min(frame.width, Math.round(left + wide)),
    Math.min(frame.height, Math.round(top + high)),
  ];
  for (let y = y0; y < y1; y++) {
    if (x1 > x0) frame.luma.fill(luma, y * frame.width + x0, y * frame.width + x1);
    if (y % 2 !== 0 || x1 <= x0) continue;
    const row = (y / 2) * (frame.width / 2);
    frame.cb.fill(cb, row + (x0 >> 1), row + ((x1 + 1) >> 1));
    frame.cr.fill(cr, row + (x0 >> 1), row + ((x1 + 1) >> 1));
  }
}

function buildings(frame: Frame, id: string, light: number): void {
  const roll = dice(seedOf(id));
  for (let x = -10; x < width;) {
    const [wide, high] = [roll.between(28, 70), roll.between(14, 48)];
    rect(frame, x, 64 - high, wide - 3, high, grey(roll.between(82, 118) + light));
    for (let y = 64 - high + 5; y < 58; y += 9)
      for (let w = x + 5; w < x + wide - 9; w += 9)
        rect(frame, w, y, 4, 4, light < 0 && roll.chance(0.4) ? [150, 108, 148] : grey(58));
    x += wide;
  }
}

/** Where something is that crosses the picture again and again. */
const crossing = (at: number, everyMs: number, phase: number, span: number): number =>
  (((at + phase) % everyMs) / everyMs) * span - 40;

function street(frame: Frame, id: string, at: number, light: number): void {
  rect(frame, 0, 84, width, 76, grey(66 + light / 2));
  for (let x = 6; x < width; x += 40) rect(frame, x, 120, 20, 3, grey(150));
  const roll = dice(seedOf(`street:${id}`));
  for (let i = 0; i < 4; i++) {
    const [everyMs, phase, lane] = [roll.between(7_000, 15_000), roll.between(0, 15_000), i % 2];
    const along = crossing(at, everyMs, phase, width + 90);
    const x = lane === 0 ? along : width - along - 34;
    const colour: Colour = [roll.between(70, 190), roll.between(112, 146), roll.between(112, 150)];
    rect(frame, x, lane === 0 ? 130 : 95, 34, 13, colour);
    rect(frame, x + 8, lane === 0 ? 126 : 91, 17, 5, grey(52));
  }
}

function people(frame: Frame, id: string, at: number, light: number): void {
  const roll = dice(seedOf(`square:${id}`));
  for (let y = 76; y < height; y += 22) rect(frame, 0, y, width, 1, grey(84 + light));
  for (let i = 0; i < 9; i++) {
    const [x, y, turn] = [roll.between(20, 300), roll.between(80, 150), roll.between(6_000, 16_000)];
    const angle = (at / turn) * 2 * Math.PI + i;
    const [px, py] = [x + 16 * Math.cos(angle), y + 8 * Math.sin(angle)];
    rect(frame, px, py, 6, 12, [roll.between(60, 180), roll.between(110, 146), roll.between(110, 150)]);
    rect(frame, px + 1, py - 5, 4, 5, [150, 118, 140]);
  }
}

function water(frame: Frame, id: string, at: number): void {
  const roll = dice(seedOf(`water:${id}`));
  const level = 92 + 5 * Math.sin(at / 90_000 + (seedOf(id) % 7));
  rect(frame, 0, 64, width, level - 64, grey(84));
  for (let i = 0; i < 8; i++) {
    const [y, everyMs, phase] = [
      roll.between(100, 168),
      roll.between(12_000, 26_000),
      roll.between(0, 20_000),
    ];
    rect(frame, crossing(at, everyMs, phase, width + 80), y, roll.between(14, 36), 2, [92, 138, 114]);
  }
  rect(frame, 250, 66, 8, 70, grey(200));
  for (let y = 68; y < 134; y += 8) rect(frame, 250, y, 4, 4, [80, 110, 180]);
}

function yard(frame: Frame, id: string, at: number, light: number): void {
  const roll = dice(seedOf(`yard:${id}`));
  for (let x = 16; x < 220; x += 44) {
    rect(frame, x, 100, 2, 40, grey(150));
    if (roll.chance(0.6))
      rect(frame, x + 8, 104, 28, 30, [
        roll.between(60, 170),
        roll.between(114, 142),
        roll.between(114, 146),
      ]);
  }
  const isOpen = at % 24_000 > 14_000;
  rect(frame, 250, 96, 12, 50, grey(128 + light));
  rect(frame, 262, isOpen ? 62 : 112, isOpen ? 4 : 58, isOpen ? 54 : 4, [150, 110, 170]);
  if (isOpen) rect(frame, crossing(at % 24_000, 10_000, 0, width + 60), 146, 36, 14, grey(168));
}

/** Three by five points of a digit, from the top left. */
const rowsOfDigit = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 7, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 1, 1, 1],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
] as const;

function clock(frame: Frame, left: number, top: number, at: Date): void {
  const said = at.toISOString().replace('T', ' ').slice(0, 19);
  [...said].forEach((sign, i) => {
    const rows = rowsOfDigit[Number(sign)];
    const x = left + i * 6.5;
    if (sign === '-') rect(frame, x, top + 3, 4, 1, grey(220));
    else if (sign === ':') [2, 5].forEach((y) => rect(frame, x + 1, top + y, 1, 1, grey(220)));
    else if (sign !== ' ' && rows)
      rows.forEach((row, y) => {
        for (let bit = 0; bit < 3; bit++)
          if ((row >> (2 - bit)) & 1) rect(frame, x + bit * 1.5, top + y * 1.5, 1.5, 1.5, grey(220));
      });
  });
}
