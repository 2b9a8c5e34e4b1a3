import { brotliDecompressSync } from 'node:zlib';
import { must } from '#shared/kernel/must.ts';

/** Tables whose tag a WOFF2 names by number; 63 is a tag in letters. https://www.w3.org/TR/WOFF2/#table_dir_format */
const cmapNumber = 0;
const [glyf, loca, ownTag] = [10, 11, 63];

/** Code points that a WOFF2 font file draws, read from its own `cmap` (formats 4 and 12). Throws on any other. */
export function charactersOf(file: Buffer): Set<number> {
  if (file.toString('latin1', 0, 4) !== 'wOF2') throw new Error('this is no WOFF2');
  const tables = file.readUInt16BE(12);
  const reader = { at: 48 };
  const base128 = (): number => {
    for (let value = 0; ;) {
      const byte = file.readUInt8(reader.at++);
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) return value;
    }
  };
  let [offset, cmap] = [0, null as { from: number; to: number } | null];
  for (let i = 0; i < tables; i++) {
    const flags = file.readUInt8(reader.at++);
    const number = flags & 0x3f;
    if (number === ownTag) reader.at += 4;
    const length = base128();
    // Outlines are transformed unless their version says 3; other tables when theirs is not 0.
    const version = flags >> 6;
    const isTransformed = number === glyf || number === loca ? version !== 3 : version !== 0;
    const stored = isTransformed ? base128() : length;
    if (number === cmapNumber) cmap = { from: offset, to: offset + stored };
    offset += stored;
  }
  const data = brotliDecompressSync(file.subarray(reader.at, reader.at + file.readUInt32BE(20)));
  const { from, to } = must(cmap, 'cmap');
  return readCmap(data.subarray(from, to));
}

function readCmap(table: Buffer): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < table.readUInt16BE(2); i++) {
    const at = table.readUInt32BE(4 + i * 8 + 4);
    const format = table.readUInt16BE(at);
    if (format === 4) readSegments(table.subarray(at), found);
    else if (format === 12) readGroups(table.subarray(at), found);
    else if (format !== 14) throw new Error(`a cmap of format ${format}`);
  }
  return found;
}

function readSegments(table: Buffer, found: Set<number>): void {
  const count = table.readUInt16BE(6) / 2;
  for (let i = 0; i < count; i++) {
    const end = table.readUInt16BE(14 + i * 2);
    const start = table.readUInt16BE(16 + count * 2 + i * 2);
    const delta = table.readUInt16BE(16 + count * 4 + i * 2);
    const offsetAt = 16 + count * 6 + i * 2;
    const offset = table.readUInt16BE(offsetAt);
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const glyph = offset === 0 ? code : table.readUInt16BE(offsetAt + offset + (code - start) * 2);
      if (glyph !== 0 && (glyph + delta) % 0x10000 !== 0) found.add(code);
    }
  }
}

function readGroups(table: Buffer, found: Set<number>): void {
  for (let i = 0; i < table.readUInt32BE(12); i++) {
    const [start, end] = [table.readUInt32BE(16 + i * 12), table.readUInt32BE(20 + i * 12)];
    for (let code = start; code <= end; code++) found.add(code);
  }
}
