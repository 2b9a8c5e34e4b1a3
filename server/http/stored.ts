import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const gzipped = promisify(gzip);

/** Bytes that do not change while the server runs, with their gzip and their tag made once. */
export interface Stored {
  type: string;
  plain: Buffer;
  packed: Buffer | null;
  tag: string;
}

/** Keeps `bytes`; packed too, when that saves something. */
export async function store(type: string, bytes: Buffer): Promise<Stored> {
  const packed = bytes.length > 1_000 && isText(type) ? await gzipped(bytes, { level: 9 }) : null;
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { type, plain: bytes, packed: packed && packed.length < bytes.length ? packed : null, tag };
}

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
  const pack = stored.packed && req.acceptsEncodings('gzip') === 'gzip' ? stored.packed : null;
  if (pack) res.set('Content-Encoding', 'gzip');
  res.end(pack ?? stored.plain);
}
