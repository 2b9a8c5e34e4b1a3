import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);

/** Bytes that do not change while the server runs, packed and with their tag made once. */
export interface Stored {
  type: string;
  plain: Buffer;
  packed: Buffer | null;
  /** By Brotli, a fifth less than gzip; browsers ask for it over https alone. Null: not yet made, or no use. */
  smaller: Buffer | null;
  tag: string;
}

/** Keeps `bytes`; packed too, when that saves something. `smaller`: what was packed by Brotli before. */
export async function store(type: string, bytes: Buffer, smaller: Buffer | null = null): Promise<Stored> {
  const packed = bytes.length > 1_000 && isText(type) ? await gzipped(bytes, { level: 9 }) : null;
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const isSmaller = packed !== null && packed.length < bytes.length;
  return { type, plain: bytes, packed: isSmaller ? packed : null, smaller: isSmaller ? smaller : null, tag };
}

/** A file with what a build packed beside it (`vite-packed.ts`), unless the file is the newer one. */
export async function storeFile(type: string, file: string): Promise<Stored> {
  const beside = `${file}.br`;
  const [of, packed] = await Promise.all([stat(file), stat(beside).catch(() => null)]);
  const isOfIt = packed !== null && packed.mtimeMs >= of.mtimeMs;
  const [bytes, smaller] = await Promise.all([readFile(file), isOfIt ? readFile(beside) : null]);
  return store(type, bytes, smaller);
}

/** Large texts take a second each at the highest quality, for a few hundredths more. */
const quality = (bytes: Buffer): number => (bytes.length > 600_000 ? 9 : 11);

/**
 * Packs it by Brotli when it is first wanted so, on the side: whoever asks now is not kept waiting. One after the other, since the threads
 * that pack are those that read files and check passwords.
 */
function packSmaller(stored: Stored): void {
  if (packing.has(stored)) return;
  packing.add(stored);
  const { plain } = stored;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality(plain),
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  };
  line = line
    .then(() => brotlied(plain, { params }))
    .then(
      (made) => void (stored.smaller = made),
      () => undefined,
    );
}
const packing = new WeakSet<Stored>();
let line: Promise<void> = Promise.resolve();

/** Bytes that are made and packed when they are first asked for: a start does not wait for what nobody may want. */
export function storeLater(type: string, make: () => Buffer): () => Promise<Stored> {
  let stored: Promise<Stored> | undefined;
  return () => (stored ??= store(type, make()));
}

function isText(type: string): boolean {
  return /^text\/|json|javascript|svg|xml|wasm/.test(type);
}

/** Sends stored bytes, or 304 when the asker has them. */
export function sendStored(req: Request, res: Response, stored: Stored, cacheControl: string): void {
  res.set({
    'Content-Type': stored.type,
    ETag: stored.tag,
    'Cache-Control': cacheControl,
    Vary: 'Accept-Encoding',
  });
  if (req.fresh) return void res.status(304).end();
  if (!stored.packed) return void res.end(stored.plain);
  const takesBrotli = req.acceptsEncodings('br') === 'br';
  if (takesBrotli && !stored.smaller) packSmaller(stored);
  const [pack, way] = takesBrotli && stored.smaller ? [stored.smaller, 'br'] : [stored.packed, 'gzip'];
  if (way === 'gzip' && req.acceptsEncodings('gzip') !== 'gzip') return void res.end(stored.plain);
  res.set('Content-Encoding', way).end(pack);
}
