import type { Request, Response } from 'express';
import { readRef } from '#shared/evidence/file.ts';
import type { FoundFile } from '../ports.ts';

/**
 * Sends a file of evidence, or the part that `Range` asks for. Whatever its bytes claim to be, a browser takes it for its type and
 * runs nothing in it; papers are saved and not opened in the page's own origin. A browser keeps it for whoever is signed in.
 */
export function sendFile(req: Request, res: Response, { ref, type, place }: FoundFile): Promise<void> {
  setHead(res, { ref, type });
  return new Promise((resolve, reject) => {
    res.sendFile(place, { cacheControl: false, lastModified: false, dotfiles: 'allow' }, (error?: Error) => {
      // Who looks away in the middle of a video is no fault; neither is a range that the file does not have.
      if (!error || res.headersSent || req.destroyed) resolve();
      else reject(error);
    });
  });
}

/** The same of bytes at hand, whole. */
export function sendBytes(res: Response, { bytes, ...file }: FoundFile & { bytes: Buffer }): void {
  setHead(res, file);
  res.send(bytes);
}

function setHead(res: Response, { ref, type }: Pick<FoundFile, 'ref' | 'type'>): void {
  const isShown = type !== 'application/pdf';
  res.set({
    'Content-Type': type,
    'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; filename="${nameOf(ref)}"`,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, max-age=3600',
    Vary: 'Cookie',
    ETag: `"${ref}"`,
  });
}

/** A file saved from here is found again by the beginning of its hash. */
function nameOf(ref: string): string {
  const { sha256 } = readRef(ref) ?? { sha256: ref };
  return `${sha256.slice(0, 12)}${ref.slice(sha256.length)}`;
}
