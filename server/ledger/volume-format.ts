import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { must } from '#shared/kernel/must.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';

/**
 * A volume is a closed year of one ledger in a file: gzip members behind each other, so that `zcat` reads it whole. The first says
 * what it is, the next hold entries, 500 each, a line an entry: seq, at, subject, version, hash and body with tabs between them, from
 * which anybody computes the chain (`chain.ts`). The last is an index: where members begin, and which of them tell of a subject.
 */
export interface VolumeHead {
  format: 1;
  jurisdiction: string;
  year: number;
  /** First and last entry, and the hash of the one before the first. */
  first: number;
  last: number;
  before: string;
}
interface Block {
  first: number;
  at: number;
  /** Hash of the entry before its first. */
  before: string;
  offset: number;
  bytes: number;
}
export const blockEntries = 500;

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

const lineOf = ({ seq, at, subject, version, hash, body }: LedgerRow): string => {
  if (body.includes('\n') || subject.includes('\t'))
    throw new Error(`entry ${seq} is no line: its body or subject was spoilt`);
  return `${seq}\t${at}\t${subject}\t${version}\t${hash}\t${body}\n`;
};

function rowOf(line: string): LedgerRow {
  const [seq, at, subject = '', version, hash = ''] = line.split('\t', 5);
  const body = line.slice(`${seq}\t${at}\t${subject}\t${version}\t${hash}\t`.length);
  return { seq: Number(seq), at: Number(at), subject, version: Number(version), hash, body };
}

/** The bytes of a volume; `indexed` hears where its index begins. Pages are at most a block. */
export async function* writeVolume(
  head: VolumeHead,
  pages: AsyncIterable<readonly LedgerRow[]>,
  indexed: (offset: number) => void,
): AsyncGenerator<Buffer> {
  const blocks: Block[] = [];
  const subjects = new Map<string, number[]>();
  let before = head.before;
  let piece = await pack(`${JSON.stringify(head)}\n`);
  let offset = piece.length;
  yield piece;
  for await (const rows of pages) {
    const [first, last] = [must(rows[0], 'an entry'), must(rows.at(-1), 'an entry')];
    for (const { subject } of rows) {
      const known = subjects.get(subject);
      if (!known) subjects.set(subject, [blocks.length]);
      else if (known.at(-1) !== blocks.length) known.push(blocks.length);
    }
    piece = await pack(rows.map(lineOf).join(''));
    blocks.push({ first: first.seq, at: first.at, before, offset, bytes: piece.length });
    before = last.hash;
    offset += piece.length;
    yield piece;
  }
  indexed(offset);
  const named = [...subjects].sort(([a], [b]) => (a < b ? -1 : 1));
  yield await pack(
    [JSON.stringify({ blocks }), ...named.map(([subject, at]) => `${subject}\t${at.join(',')}`), ''].join(
      '\n',
    ),
  );
}

/** The index of a volume; its subjects stay bytes, since a year has some hundred thousand. */
export interface VolumeIndex {
  blocks: readonly Block[];
  /** Numbers of the blocks that tell of a subject. */
  blocksOf(subject: string): number[];
}

export async function readIndex(place: string, offset: number, bytes: number): Promise<VolumeIndex> {
  const text = await unpack(await readAt(place, offset, bytes));
  const begin = text.indexOf(10) + 1;
  const { blocks } = JSON.parse(text.toString('utf8', 0, begin)) as { blocks: Block[] };
  const starts: number[] = [];
  for (let at = begin; at < text.length; at = text.indexOf(10, at) + 1) starts.push(at);
  const lines = Uint32Array.from(starts);
  const nameAt = (line: number): [string, number] => {
    const start = must(lines[line], 'a line');
    const tab = text.indexOf(9, start);
    return [text.toString('utf8', start, tab), tab + 1];
  };
  return {
    blocks,
    blocksOf(subject) {
      let [low, high] = [0, lines.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (nameAt(middle)[0] < subject) low = middle + 1;
        else high = middle;
      }
      if (low >= lines.length) return [];
      const [name, from] = nameAt(low);
      if (name !== subject) return [];
      return text.toString('utf8', from, text.indexOf(10, from)).split(',').map(Number);
    },
  };
}

/** The entries of one block. */
export async function readBlock(place: string, { offset, bytes }: Block): Promise<LedgerRow[]> {
  const text = (await unpack(await readAt(place, offset, bytes))).toString();
  return text.slice(0, -1).split('\n').map(rowOf);
}

async function readAt(place: string, offset: number, bytes: number): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(place, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
    if (bytesRead < bytes) throw new Error(`${place} ends early`);
    return buffer;
  } finally {
    await file?.close();
  }
}
