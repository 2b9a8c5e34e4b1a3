import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeFrameGuard } from '../../../server/ingest/frame-guard.ts';

/** An MQTT frame: type byte, length in 7-bit groups, body. */
function frame(length: number): Buffer {
  const head = [0x30];
  let rest = length;
  do {
    head.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(length, 0xff)]);
}

test('frames within the limit pass, however the stream is cut; the first larger one is stopped at its head', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      (lengths, cut, hasLarge) => {
        const good = Buffer.concat(lengths.map(frame));
        const stream = hasLarge ? Buffer.concat([good, frame(301).subarray(0, 3)]) : good;
        const guard = makeFrameGuard(300);
        let passes = true;
        for (let o = 0; o < stream.length && passes; o += cut)
          passes = guard.pass(stream.subarray(o, o + cut));
        expect(passes).toBe(!hasLarge);
      },
    ),
  );
});

test('a length that never ends is stopped', () => {
  expect(makeFrameGuard(1e9).pass(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
});
