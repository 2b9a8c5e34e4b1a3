import { createHash, randomBytes } from 'node:crypto';
import { PNG } from 'pngjs';

/** A real PNG that no other call answers, of a few hundred bytes. */
export function testPhoto(size = 8): Buffer {
  const png = new PNG({ width: size, height: size });
  randomBytes(size * size * 4).copy(png.data);
  return PNG.sync.write(png);
}

/** The smallest thing that begins like a video. */
export function testVideo(bytes = 4_096): Buffer {
  const box = Buffer.from('\0\0\0\x1cftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1');
  return Buffer.concat([box, randomBytes(Math.max(0, bytes - box.length))]);
}

export const testPaper = (): Buffer => Buffer.from(`%PDF-1.4\n%${randomBytes(8).toString('hex')}\n%%EOF\n`);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
