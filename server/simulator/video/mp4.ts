/** Fragmented MP4 (ISO/IEC 14496-12) of one H.264 track: what an HLS player is given. Times are in milliseconds. */
const word = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];
const half = (value: number): number[] => [(value >>> 8) & 255, value & 255];
/** 64 bits. */
const long = (value: number): number[] => [...word(Math.floor(value / 2 ** 32)), ...word(value % 2 ** 32)];
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const text = (value: string): number[] => [...Buffer.from(value, 'latin1')];

function box(name: string, ...parts: readonly (readonly number[] | Uint8Array)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from(word(body.length + 8)), Buffer.from(name, 'latin1'), body]);
}
/** A box with a version and flags. */
const full = (
  name: string,
  version: number,
  flags: number,
  ...parts: Parameters<typeof box> extends [string, ...infer P] ? P : never
): Buffer => box(name, [version, ...word(flags).slice(1)], ...parts);

const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(word);

interface Track {
  width: number;
  height: number;
  sps: Uint8Array;
  pps: Uint8Array;
}
const empty = (name: string): Buffer => full(name, 0, 0, word(0));

/** How the pictures are packed. */
function sampleTable({ width, height, sps, pps }: Track): Buffer {
  const set = (bytes: Uint8Array): number[] => [...half(bytes.length), ...bytes];
  const kind = [1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1];
  const avc1 = box(
    'avc1',
    [...zeros(6), ...half(1), ...zeros(16), ...half(width), ...half(height)],
    [...word(0x480000), ...word(0x480000), ...zeros(4), ...half(1), ...zeros(32), ...half(24), 0xff, 0xff],
    box('avcC', [...kind, ...set(sps), 1, ...set(pps)]),
  );
  const sizes = full('stsz', 0, 0, word(0), word(0));
  return box('stbl', full('stsd', 0, 0, word(1), avc1), empty('stts'), empty('stsc'), sizes, empty('stco'));
}

/** What comes before the first fragment. */
export function initSegment(track: Track): Buffer {
  const size = [...word(track.width << 16), ...word(track.height << 16)];
  const dinf = box('dinf', full('dref', 0, 0, word(1), full('url ', 0, 1)));
  const mdia = box(
    'mdia',
    full('mdhd', 0, 0, zeros(8), word(1_000), word(0), [0x55, 0xc4, 0, 0]),
    full('hdlr', 0, 0, zeros(4), text('vide'), zeros(12), text('video\0')),
    box('minf', full('vmhd', 0, 1, zeros(8)), dinf, sampleTable(track)),
  );
  const tkhd = full('tkhd', 0, 3, zeros(8), word(1), zeros(20), zeros(4), matrix, size);
  const head = [...zeros(8), ...word(1_000), ...word(0), ...word(0x10000), ...half(0x100), ...zeros(10)];
  const mvhd = full('mvhd', 0, 0, head, matrix, zeros(24), word(2));
  const trex = full('trex', 0, 0, word(1), word(1), zeros(12));
  return Buffer.concat([
    box('ftyp', text('iso6'), word(0), text('iso6mp41avc1')),
    box('moov', mvhd, box('trak', tkhd, mdia), box('mvex', trex)),
  ]);
}

/** A fragment: frames of `eachMs` from an instant on, the first one whole. */
export function fragment(serial: number, at: number, eachMs: number, frames: readonly Uint8Array[]): Buffer {
  const samples = frames.map((unit) => Buffer.concat([Buffer.from(word(unit.length)), unit]));
  const rows = samples.flatMap(({ length }, i) => [
    ...word(eachMs),
    ...word(length),
    // Needs no other frame, or the one before it.
    ...word(i === 0 ? 0x02000000 : 0x01010000),
  ]);
  const moof = (offset: number): Buffer =>
    box(
      'moof',
      full('mfhd', 0, 0, word(serial)),
      box(
        'traf',
        full('tfhd', 0, 0x020000, word(1)),
        full('tfdt', 1, 0, long(at)),
        full('trun', 0, 0x000701, word(samples.length), word(offset), rows),
      ),
    );
  return Buffer.concat([moof(moof(0).length + 8), box('mdat', ...samples)]);
}
