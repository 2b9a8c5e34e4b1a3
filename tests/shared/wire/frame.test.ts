import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame, type Frame } from '#shared/wire/frame.ts';

const frame = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.float(),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: 0, max: 255 }),
    ),
    { maxLength: 50 },
  )
  .map((rows): Frame => ({
    tick: rows.length,
    at: 1_795_000_000_123,
    sensors: Uint32Array.from(rows, ([sensor]) => sensor),
    values: Float32Array.from(rows, ([, value]) => value),
    ages: Uint32Array.from(rows, ([, , age]) => age),
    qualities: Uint8Array.from(rows, ([, , , quality]) => quality),
  }));

it('W4 a frame comes back as it was, wherever its bytes lie', () => {
  fc.assert(
    fc.property(frame, fc.integer({ min: 0, max: 7 }), (sent, offset) => {
      const bytes = encodeFrame(sent);
      const room = new Uint8Array(bytes.length + offset);
      room.set(bytes, offset);
      expect(decodeFrame(room.subarray(offset))).toEqual(sent);
      expect(decodeFrame(Buffer.from(room.buffer, offset))).toEqual(sent);
    }),
  );
});

it('W5 other bytes are not a frame, and never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const read = decodeFrame(bytes);
      if (read) expect(bytes.length).toBe(16 + read.sensors.length * 13);
    }),
  );
  const cut = encodeFrame(fc.sample(frame, { seed: 7, numRuns: 1 })[0] as Frame).subarray(0, -1);
  expect(decodeFrame(cut)).toBeNull();
});
