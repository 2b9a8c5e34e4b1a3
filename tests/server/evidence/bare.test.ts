import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { bare } from '../../../server/evidence/bare.ts';

/** What must not get through, wherever it stands. */
const secret = 'GPS 31.9N 120.2E';
const text = (words: string): Buffer => Buffer.from(words, 'latin1');
const u32 = (n: number, little = false): Buffer => {
  const made = Buffer.alloc(4);
  if (little) made.writeUInt32LE(n);
  else made.writeUInt32BE(n);
  return made;
};
/** Exif with a direction and words. */
function exif(turn: number): Buffer {
  const entry = Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0]);
  return Buffer.concat([text('MM\0*'), u32(8), Buffer.from([0, 1]), entry, u32(0), text(secret)]);
}
const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
const chunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([text(name), data]);
  return Buffer.concat([u32(data.length), named, u32(crc32(named))]);
};
const riff = (name: string, data: Buffer): Buffer =>
  Buffer.concat([text(name), u32(data.length, true), data, Buffer.alloc(data.length % 2)]);

const jfif = segment(0xe0, Buffer.concat([text('JFIF\0'), Buffer.from([1, 1, 0, 0, 72, 0, 72, 0, 0])]));
const colours = segment(0xe2, text('ICC_PROFILE\0\x01\x01colours'));
const table = segment(0xdb, Buffer.alloc(65, 7));
const scan = Buffer.concat([segment(0xda, Buffer.alloc(10, 1)), Buffer.from([1, 0xff, 0, 2, 0xff, 0xd3, 9])]);
const [start, end] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];
const vp8x = (flags: number): Buffer => riff('VP8X', Buffer.from([flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]));
const webp = (...chunks: Buffer[]): Buffer => riff('RIFF', Buffer.concat([text('WEBP'), ...chunks]));
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
const [ihdr, idat, iend] = [
  chunk('IHDR', Buffer.alloc(13, 1)),
  chunk('IDAT', Buffer.alloc(40, 5)),
  chunk('IEND', Buffer.alloc(0)),
];

/** A picture of each type from its own parts, with notes thrown in between them, and what it is without them. */
const kinds = {
  'image/jpeg': {
    parts: [jfif, colours, table, scan, table, scan],
    notes: [
      segment(0xe1, Buffer.concat([text('Exif\0\0'), exif(1)])),
      segment(0xe1, text(`http://ns.adobe.com/xap/1.0/\0${secret}`)),
      segment(0xed, text(`Photoshop 3.0\0${secret}`)),
      segment(0xe2, text(`MPF\0${secret}`)),
      segment(0xfe, text(secret)),
    ],
    whole: (parts: Buffer[]) => Buffer.concat([start, ...parts, end]),
  },
  'image/png': {
    parts: [ihdr, chunk('gAMA', u32(45_455)), idat, idat],
    notes: [
      chunk('eXIf', exif(1)),
      chunk('tEXt', text(`Comment\0${secret}`)),
      chunk('iTXt', text(`XML:com.adobe.xmp\0${secret}`)),
      chunk('tIME', text(secret)),
      chunk('maKe', text(secret)),
    ],
    whole: (parts: Buffer[]) => Buffer.concat([signature, ...parts, iend]),
  },
  'image/webp': {
    parts: [vp8x(0x20), riff('ICCP', text('colours')), riff('VP8 ', Buffer.alloc(31, 3))],
    notes: [riff('EXIF', exif(1)), riff('XMP ', text(secret)), riff('maKe', text(secret))],
    whole: (parts: Buffer[]) => webp(...parts),
  },
} as const;
const types = Object.keys(kinds) as (keyof typeof kinds)[];

describe.each(types)('a picture of the public as %s', (type) => {
  const { parts, notes, whole } = kinds[type];
  const plain = whole([...parts]);

  it('loses every note, wherever it stands, and what follows its end; the picture stays as it is', () => {
    expect(bare(plain, type)).toEqual(plain);
    const { between, pick } = dice(20_261_129);
    for (let round = 0; round < 300; round++) {
      const mixed: Buffer[] = [...parts];
      // WebP begins with its head.
      for (let n = between(1, 6); n > 0; n--)
        mixed.splice(between(type === 'image/webp' ? 1 : 0, mixed.length), 0, pick<Buffer>(notes));
      const made = Buffer.concat([whole(mixed), text(secret)]);
      expect(made.includes(secret)).toBe(true);
      expect(bare(made, type)).toEqual(plain);
    }
  });

  it('that is cut anywhere is not whole, or is cut behind its end', () => {
    for (let to = 0; to < plain.length; to++) expect(bare(plain.subarray(0, to), type), `${to}`).toBeNull();
  });

  it('of any bytes is refused or bare, and never a fault', () => {
    const { between } = dice(7);
    for (let round = 0; round < 2_000; round++) {
      const made = Buffer.from(whole([...parts, ...notes]));
      for (let n = between(1, 8); n > 0; n--) made[between(0, made.length - 1)] = between(0, 255);
      const out = bare(made, type);
      if (out) expect(must(bare(out, type), 'bare once is bare')).toEqual(out);
    }
  });
});

it('a turned picture stays turned, by the one note that is left', () => {
  for (let turn = 2; turn <= 8; turn++) {
    const jpeg = Buffer.concat([
      ...[start, jfif, segment(0xe1, Buffer.concat([text('Exif\0\0'), exif(turn)]))],
      ...[table, scan, end],
    ]);
    const png = Buffer.concat([signature, ihdr, chunk('eXIf', exif(turn)), idat, iend]);
    const wide = webp(vp8x(0x2c), riff('VP8 ', Buffer.alloc(8, 3)), riff('EXIF', exif(turn)));
    for (const [type, made] of [
      ['image/jpeg', jpeg],
      ['image/png', png],
      ['image/webp', wide],
    ] as const) {
      const out = must(bare(made, type), type);
      expect(out.includes(secret)).toBe(false);
      expect(out.includes(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn])), `${type} ${turn}`).toBe(
        true,
      );
      expect(bare(out, type)).toEqual(out);
    }
  }
});
