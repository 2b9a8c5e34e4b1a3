import { crc32 } from 'node:zlib';
import type { FileType } from '#shared/evidence/file.ts';

/**
 * A picture without what a camera or a phone wrote beside it: place, time, device, previews, comments. The picture itself stays bit
 * by bit as it is, with its colours and the way it is to be turned. What follows its end is cut. Null: it is not whole.
 */
export function bare(bytes: Buffer, type: FileType): Buffer | null {
  try {
    if (type === 'image/jpeg') return bareJpeg(bytes);
    if (type === 'image/png') return barePng(bytes);
    return type === 'image/webp' ? bareWebp(bytes) : bytes;
  } catch (error) {
    // A length that points behind the end of the file.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The part, or a throw when the file ends before it does. */
function part(bytes: Buffer, from: number, to: number): Buffer {
  if (to > bytes.length || to < from) throw new RangeError('the file ends too soon');
  return bytes.subarray(from, to);
}
const word = (bytes: Buffer, at: number, length = 4): string => bytes.toString('latin1', at, at + length);

/* JPEG (ITU-T T.81, annex B): segments of a marker and a length; after SOS, coded data up to the next marker. */
const [soi, eoi, sos, tem, comment] = [0xd8, 0xd9, 0xda, 0x01, 0xfe];
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
const isApp = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;

function bareJpeg(bytes: Buffer): Buffer {
  const kept: Buffer[] = [Buffer.from([0xff, soi])];
  let turn = 1;
  let place = 2;
  for (;;) {
    while (bytes.readUInt8(place) === 0xff && bytes.readUInt8(place + 1) === 0xff) place++;
    if (bytes.readUInt8(place) !== 0xff) throw new RangeError('no marker where one belongs');
    const marker = bytes.readUInt8(place + 1);
    if (marker === eoi) break;
    if (isRestart(marker) || marker === tem) {
      kept.push(part(bytes, place, place + 2));
      place += 2;
      continue;
    }
    const end = place + 2 + bytes.readUInt16BE(place + 2);
    const segment = part(bytes, place, end);
    if (isApp(marker) || marker === comment) {
      kept.push(...keptApp(marker, segment));
      if (marker === 0xe1 && word(segment, 4, 6) === 'Exif\0\0') turn = turnOf(segment.subarray(10));
    } else kept.push(segment);
    place = marker === sos ? endOfScan(bytes, end) : end;
    if (marker === sos) kept.push(part(bytes, end, place));
  }
  if (turn !== 1) kept.splice(keptHead(kept), 0, exifSegment(turn));
  return Buffer.concat([...kept, Buffer.from([0xff, eoi])]);
}

/** Coded data end at a marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes.readUInt8(at + 1);
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  throw new RangeError('no end of the picture');
}

/** Of what applications add: the density, without a preview; colours; Adobe's word on how they are coded. */
function keptApp(marker: number, segment: Buffer): Buffer[] {
  if (marker === 0xe0 && word(segment, 4, 5) === 'JFIF\0' && segment.length >= 18) {
    const head = Buffer.concat([segment.subarray(0, 16), Buffer.alloc(2)]);
    head.writeUInt16BE(16, 2);
    return [head];
  }
  const isColour = marker === 0xe2 && word(segment, 4, 12) === 'ICC_PROFILE\0';
  const isAdobe = marker === 0xee && word(segment, 4, 5) === 'Adobe';
  return isColour || isAdobe ? [segment] : [];
}
/** Exif stands behind the start, and behind JFIF where there is one. */
const keptHead = (kept: readonly Buffer[]): number => (kept[1]?.[1] === 0xe0 ? 2 : 1);

/* PNG (W3C, 3rd edition): chunks of length, type, data and checksum. */
const pngHead = 8;
/** All that makes the picture: what it cannot be shown without (a capital first), its colours, density and frames. */
const pngKept = new Set('tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '));

function barePng(bytes: Buffer): Buffer {
  const kept: Buffer[] = [part(bytes, 0, pngHead)];
  let place = pngHead;
  for (;;) {
    const end = place + 12 + bytes.readUInt32BE(place);
    const chunk = part(bytes, place, end);
    const name = word(chunk, 4);
    if (/^[A-Z]/.test(name) || pngKept.has(name)) kept.push(chunk);
    else if (name === 'eXIf') {
      const turn = turnOf(chunk.subarray(8, -4));
      if (turn !== 1) kept.push(pngChunk('eXIf', exifOf(turn)));
    }
    place = end;
    if (name === 'IEND') return Buffer.concat(kept);
  }
}

function pngChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

/* WebP (RFC 9649): a RIFF file of chunks with even lengths. */
const webpKept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const [exifFlag, xmpFlag] = [0x08, 0x04];

function bareWebp(bytes: Buffer): Buffer {
  const all = part(bytes, 0, 8 + bytes.readUInt32LE(4));
  const kept: Buffer[] = [];
  let turn = 1;
  for (let place = 12; place < all.length;) {
    const length = all.readUInt32LE(place + 4);
    const name = word(all, place);
    // The last one may lack its padding.
    const end = Math.min(place + 8 + length + (length % 2), Math.max(all.length, place + 8 + length));
    const chunk = Buffer.from(part(all, place, end));
    if (name === 'EXIF') {
      const data = chunk.subarray(8, 8 + length);
      turn = turnOf(word(data, 0, 6) === 'Exif\0\0' ? data.subarray(6) : data);
    }
    if (webpKept.has(name)) kept.push(chunk.length % 2 ? Buffer.concat([chunk, Buffer.alloc(1)]) : chunk);
    place = end;
  }
  const [first] = kept;
  if (!first) throw new RangeError('no picture in it');
  const isWide = word(first, 0) === 'VP8X';
  if (isWide && turn !== 1) kept.push(webpChunk('EXIF', exifOf(turn)));
  if (isWide) {
    const flags = first.readUInt8(8) & ~(exifFlag | xmpFlag);
    first.writeUInt8(turn === 1 ? flags : flags | exifFlag, 8);
  }
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept]);
  return webpChunk('RIFF', body);
}

function webpChunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8, name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/* Exif (TIFF 6.0): a directory of entries of twelve bytes. Of all of it the way to turn the picture is kept. */
const [orientation, short] = [0x0112, 3];

/** 1 to 8 as in Exif; 1, which is upright, where nothing that can be read says otherwise. */
function turnOf(tiff: Buffer): number {
  try {
    const isLittle = word(tiff, 0, 2) === 'II';
    const read16 = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
    const start = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    for (let i = 0; i < read16(start); i++) {
      const at = start + 2 + 12 * i;
      if (read16(at) !== orientation || read16(at + 2) !== short) continue;
      const turn = read16(at + 8);
      return turn >= 1 && turn <= 8 ? turn : 1;
    }
    return 1;
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** Exif that says how to turn the picture, and nothing else. */
function exifOf(turn: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(orientation, 10);
  tiff.writeUInt16BE(short, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(turn, 18);
  return tiff;
}

function exifSegment(turn: number): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifOf(turn)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}
