import { createReadStream } from 'node:fs';
import { readRef } from '#shared/evidence/file.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { EvidenceFiles } from '../ports.ts';
import type { CopiedFiles, FileCopier, NamedCopy } from '../storage/backup.ts';
import { evidenceFolder } from './folder.ts';

/** Takes files into the folder of a backup and back. A copy has its name only when its bytes are those of its name. */
export function fileCopier(files: EvidenceFiles): FileCopier {
  return {
    save: (list, folder) => copyAll(files, evidenceFolder(folder), list),
    load: (list, folder) => copyAll(evidenceFolder(folder), files, list),
  };
}

async function copyAll(
  from: EvidenceFiles,
  to: EvidenceFiles,
  list: readonly NamedCopy[],
): Promise<CopiedFiles> {
  const copied: CopiedFiles = { files: 0, bytes: 0, lost: [] };
  await to.clear();
  for (const one of list) {
    const bytes = await copy(from, to, one);
    if (bytes === null) copied.lost.push(one);
    else {
      copied.files += 1;
      copied.bytes += bytes;
    }
  }
  return copied;
}

/** Its bytes; null when it is missing or not what its name says. */
async function copy(from: EvidenceFiles, to: EvidenceFiles, one: NamedCopy): Promise<number | null> {
  const { jurisdiction, ref } = one;
  const place = await from.locate(jurisdiction, ref);
  if (place === null) return null;
  const file = await to.receive(createReadStream(place), Infinity);
  if (isRefusal(file)) return null;
  try {
    if (file.sha256 !== readRef(ref)?.sha256) return null;
    await to.settle(file, jurisdiction, ref);
    return file.bytes;
  } finally {
    await file.discard();
  }
}
