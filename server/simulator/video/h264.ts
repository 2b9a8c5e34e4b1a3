import { Bits } from './bits.ts';

/**
 * H.264 of the plainest kind (baseline, level 3): a block of 16 × 16 points is either sent as it is (I_PCM) or is the same as in the
 * frame before (P_Skip). It compresses nothing that moves, and a schematic picture moves little. Any decoder plays it.
 */
export interface Frame {
  /** Multiples of 16. */
  width: number;
  height: number;
  luma: Uint8Array;
  /** A quarter as many: one for two by two points. */
  cb: Uint8Array;
  cr: Uint8Array;
}

/** A black frame. */
export function makeFrame(width: number, height: number): Frame {
  const quarter = (width * height) / 4;
  return {
    width,
    height,
    luma: new Uint8Array(width * height).fill(16),
    cb: new Uint8Array(quarter).fill(128),
    cr: new Uint8Array(quarter).fill(128),
  };
}

const frameNumberBits = 8;

/** What a decoder is told before the first frame. */
export function parameterSets(width: number, height: number): { sps: Uint8Array; pps: Uint8Array } {
  const sps = new Bits().put(66, 8).put(0xc0, 8).put(30, 8);
  // Id, bits of the frame number, order of output = order of decoding, one frame is remembered.
  sps.ue(0, frameNumberBits - 4, 2, 1).put(0, 1);
  sps.ue(width / 16 - 1, height / 16 - 1);
  // Whole frames; no cropping, no hints.
  sps.put(1, 1).put(1, 1).put(0, 1).put(0, 1).end();
  const pps = new Bits().ue(0, 0).put(0, 1).put(0, 1).ue(0, 0, 0).put(0, 1).put(0, 2);
  // Quantisers as they are, the filter of block borders can be turned off.
  pps.ue(0, 0, 0).put(1, 1).put(0, 1).put(0, 1).end();
  return { sps: unit(0x67, sps), pps: unit(0x68, pps) };
}

/** A frame that needs no other. `serial` tells two of them that follow each other apart. */
export function wholeFrame(frame: Frame, serial: number): Uint8Array {
  const bits = new Bits()
    .ue(0, 7, 0)
    .put(0, frameNumberBits)
    .ue(serial % 2)
    .put(0, 1)
    .put(0, 1)
    .ue(0, 1);
  for (let block = 0; block < blocksOf(frame); block++) {
    bits.ue(25).align();
    putBlock(bits, frame, block);
  }
  return unit(0x65, bits.end());
}

/** A frame by what differs from the one before it; `number` counts them from the last whole one. */
export function nextFrame(frame: Frame, before: Frame, number: number): Uint8Array {
  const bits = new Bits().ue(0, 5, 0).put(number, frameNumberBits);
  bits.put(0, 1).put(0, 1).put(0, 1).ue(0, 1);
  let same = 0;
  for (let block = 0; block < blocksOf(frame); block++) {
    if (isSame(frame, before, block)) {
      same += 1;
      continue;
    }
    bits.ue(same, 30).align();
    putBlock(bits, frame, block);
    same = 0;
  }
  if (same > 0) bits.ue(same);
  return unit(0x41, bits.end());
}

const blocksOf = ({ width, height }: Frame): number => (width * height) / 256;

/** Rows of a block in its three planes: where each begins, and how long it is. */
function* rowsOf(
  { width }: Frame,
  block: number,
): Generator<[plane: 'luma' | 'cb' | 'cr', from: number, length: number]> {
  const perRow = width / 16;
  const [column, row] = [block % perRow, Math.floor(block / perRow)];
  for (let y = 0; y < 16; y++) yield ['luma', (row * 16 + y) * width + column * 16, 16];
  for (const plane of ['cb', 'cr'] as const)
    for (let y = 0; y < 8; y++) yield [plane, ((row * 8 + y) * width) / 2 + column * 8, 8];
}
function putBlock(bits: Bits, frame: Frame, block: number): void {
  for (const [plane, from, length] of rowsOf(frame, block))
    bits.raw(frame[plane].subarray(from, from + length));
}
function isSame(frame: Frame, before: Frame, block: number): boolean {
  for (const [plane, from, length] of rowsOf(frame, block))
    for (let i = from; i < from + length; i++) if (frame[plane][i] !== before[plane][i]) return false;
  return true;
}

/** A unit with its header; no three bytes in it look like the start of another. */
function unit(header: number, bits: Bits): Uint8Array {
  const bytes = bits.bytes();
  // At worst every third byte asks for one more.
  const out = new Uint8Array(2 + Math.ceil(bytes.length * 1.5));
  out[0] = header;
  let length = 1;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      out[length++] = 3;
      zeros = 0;
    }
    out[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.slice(0, length);
}
