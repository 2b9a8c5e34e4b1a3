import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { keptDigest } from '#shared/evidence/file.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { EvidenceFiles } from '../ports.ts';
import type { CopiedFiles, FileCopier, NamedCopy } from '../storage/backup.ts';
import { open, type Sealing } from '../storage/sealing.ts';
import { evidenceFolder } from './folder.ts';

/**
 * Takes files into the folder of a backup and back. A copy has its name only when its bytes, as they were before they were
 * sealed, are those of its name.
 */
export function fileCopier(files: EvidenceFiles): FileCopier {
  return {
    save: (list, folder, sealing) => copyAll(list, files, evidenceFolder(folder), [open, sealing]),
    load: (list, folder, sealing) => copyAll(list, evidenceFolder(folder), files, [sealing, open]),
  };
}

/** How what is read becomes plain, and how it is then written. */
type Turns = readonly [Sealing, Sealing];

async function copyAll(
  list: readonly NamedCopy[],
  from: EvidenceFiles,
  to: EvidenceFiles,
  turns: Turns,
): Promise<CopiedFiles> {
  const copied: CopiedFiles = { files: 0, bytes: 0, lost: [] };
  await to.clear();
  for (const one of list) {
    const bytes = await copy(from, to, one, turns);
    if (bytes === null) copied.lost.push(one);
    else {
      copied.files += 1;
      copied.bytes += bytes;
    }
  }
  return copied;
}

/** Its bytes; null when it is missing or not what its name says. */
async function copy(
  from: EvidenceFiles,
  to: EvidenceFiles,
  one: NamedCopy,
  [reading, writing]: Turns,
): Promise<number | null> {
  const { jurisdiction, ref } = one;
  const place = await from.locate(jurisdiction, ref);
  if (place === null) return null;
  const hash = createHash('sha256');
  let bytes = 0;
  async function* plain(): AsyncIterable<Buffer> {
    for await (const piece of reading.step(createReadStream(place ?? ''))) {
      hash.update(piece);
      bytes += piece.length;
      yield Buffer.from(piece);
    }
  }
  const file = await to.receive(Readable.from(writing.step(plain())), Infinity);
  if (isRefusal(file)) return null;
  try {
    if (hash.digest('hex') !== keptDigest(ref)) return null;
    await to.settle(file, jurisdiction, ref);
    return bytes;
  } finally {
    await file.discard();
  }
}
