import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { keptDigest } from '#shared/evidence/file.ts';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { EvidenceFiles, IncomingFile } from '../ports.ts';

/** What nobody has written to for so long is of a server that fell: others may share the folder and be at work. */
const abandonedMs = hourMs;

/**
 * Files in a folder: `<folder>/<jurisdiction>/ab/<ref>`, where `ab` begins the ref. What is still on its way lies in
 * `incoming` and gets its name by a rename, so that a file with a name is whole.
 */
export function evidenceFolder(folder: string): EvidenceFiles {
  const incoming = path.join(folder, 'incoming');
  const placeOf = (jurisdiction: string, ref: string): string => {
    must(keptDigest(ref), 'the ref of a file');
    return path.join(folder, jurisdiction, ref.slice(0, 2), ref);
  };

  return {
    clear: () => clearIncoming(incoming),
    receive: (body, maxBytes) => receive(path.join(incoming, randomUUID()), body, maxBytes),
    async settle({ place }: IncomingFile, jurisdiction, ref) {
      const target = placeOf(jurisdiction, ref);
      const folders = [path.dirname(target), path.join(folder, jurisdiction)];
      await mkdir(path.dirname(target), { recursive: true });
      await rename(place, target);
      for (const one of [...folders, folder]) await syncFolder(one);
    },
    async locate(jurisdiction, ref) {
      const place = placeOf(jurisdiction, ref);
      return access(place).then(
        () => place,
        () => null,
      );
    },
    digest: (jurisdiction, ref) => digestOf(placeOf(jurisdiction, ref)),
    remove: (jurisdiction, ref) => rm(placeOf(jurisdiction, ref), { force: true }),
    async *olderThan(jurisdiction, before) {
      for (const part of await namesIn(path.join(folder, jurisdiction))) {
        for (const ref of await namesIn(path.join(folder, jurisdiction, part))) {
          const found = keptDigest(ref) && (await stat(placeOf(jurisdiction, ref)).catch(() => null));
          if (found && found.mtimeMs < before) yield ref;
        }
      }
    },
    async room() {
      const { bavail, blocks, bsize } = await statfs(folder);
      return { freeBytes: bavail * bsize, allBytes: blocks * bsize };
    },
  };
}

/** Removes what was on its way when a server fell. */
async function clearIncoming(incoming: string): Promise<void> {
  await mkdir(incoming, { recursive: true });
  for (const name of await namesIn(incoming)) {
    const place = path.join(incoming, name);
    const found = await stat(place).catch(() => null);
    if (found && Date.now() - found.mtimeMs > abandonedMs) await rm(place, { force: true });
  }
}

async function receive(place: string, body: Readable, maxBytes: number): Promise<IncomingFile | Refusal> {
  const discard = (): Promise<void> => rm(place, { force: true });
  const file = await open(place, 'wx');
  try {
    const taken = await take(body, file, maxBytes);
    if (isRefusal(taken)) await discard();
    return isRefusal(taken) ? taken : { ...taken, place, discard };
  } catch (error) {
    await discard();
    throw error;
  } finally {
    await file.close();
  }
}

async function digestOf(place: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(place), hash);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}

/** Writes the stream to the end and to the disk. The stream itself is left to its owner, also when it is refused half-way. */
async function take(
  body: Readable,
  file: FileHandle,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string } | Refusal> {
  const hash = createHash('sha256');
  let bytes = 0;
  const pieces = body.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await pieces.next().catch(() => null);
      if (!next) return refuse('invalid', 'broken-off', 'body');
      if (next.done) break;
      const piece = next.value as Buffer;
      bytes += piece.length;
      if (bytes > maxBytes) return refuse('too-large', 'file-too-large', { mb: maxBytes / 2 ** 20 }, 'body');
      hash.update(piece);
      const full = await write(file, piece);
      if (full) return full;
    }
  } finally {
    await pieces.return?.();
  }
  if (bytes === 0) return refuse('invalid', 'file-empty', 'body');
  await file.sync();
  return { bytes, sha256: hash.digest('hex') };
}

async function write(file: FileHandle, piece: Buffer): Promise<Refusal | null> {
  try {
    await file.writeFile(piece);
    return null;
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') return refuse('busy', 'disk-full');
    throw error;
  }
}

/** A name is on the disk when its folder is. Windows has no such call, and needs none. */
async function syncFolder(place: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(place, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function namesIn(place: string): Promise<string[]> {
  return readdir(place).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
