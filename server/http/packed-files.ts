import express, { type RequestHandler } from 'express';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sendStored, storeFile, type Stored } from './stored.ts';

/** The files of a folder: text packed and kept, the rest by express. */
export interface FolderFiles {
  handlers: RequestHandler[];
  /** Packs these one after the other, so that whoever asks first need not wait for it. */
  warm(addresses: readonly string[]): Promise<void>;
}

export function filesOf(folder: string): FolderFiles {
  const { find, send } = packedFiles(folder);
  return {
    handlers: [send, express.static(folder, { index: false, redirect: false, setHeaders: cacheAs })],
    async warm(addresses) {
      for (const one of addresses) await find(one);
    },
  };
}

function cacheAs(res: { setHeader(name: string, value: string): unknown }, file: string): void {
  const forEver = path.basename(path.dirname(file)) === 'assets';
  res.setHeader('Cache-Control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache');
}

const packable: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.geojson': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Text files, packed once and kept: grids and scripts are megabytes, and few. Other files fall through to `express.static`. */
function packedFiles(root: string) {
  const kept = new Map<string, { mtimeMs: number; stored: Promise<Stored> }>();
  async function find(address: string): Promise<{ file: string; stored: Stored } | null> {
    const type = packable[path.extname(address)];
    // What is written in another way is left to express.
    if (type === undefined || address.includes('%')) return null;
    const file = path.join(root, address);
    if (!file.startsWith(root + path.sep)) return null;
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) return null;
    const known = kept.get(file);
    const one =
      known?.mtimeMs === found.mtimeMs ? known : { mtimeMs: found.mtimeMs, stored: storeFile(type, file) };
    kept.set(file, one);
    return { file, stored: await one.stored };
  }
  const send: RequestHandler = async (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    const found = await find(req.path);
    if (!found) return next();
    cacheAs(res, found.file);
    sendStored(req, res, found.stored, String(res.getHeader('Cache-Control')));
  };
  return { find, send };
}
