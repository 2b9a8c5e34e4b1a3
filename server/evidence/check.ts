import { readRef } from '#shared/evidence/file.ts';
import type { EvidenceVerdict } from '#shared/wire/evidence.ts';
import type { EvidenceFiles } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { namedFiles, type BoundEntries } from '../storage/named-files.ts';

/** Reads every file that the ledger names, in the order it names them, and holds its bytes against its name. */
export async function checkFiles(
  database: Pick<Database, 'pool'>,
  files: Pick<EvidenceFiles, 'digest'>,
  jurisdiction: string,
  volumes?: BoundEntries,
): Promise<EvidenceVerdict> {
  const verdict: EvidenceVerdict = { files: 0, missing: 0, damaged: 0, first: null };
  for await (const { ref, seq, incident } of namedFiles(database, jurisdiction, volumes)) {
    const read = readRef(ref);
    if (!read) continue;
    verdict.files += 1;
    const digest = await files.digest(jurisdiction, ref);
    if (digest === read.sha256) continue;
    const why = digest === null ? 'missing' : 'damaged';
    verdict[why] += 1;
    verdict.first ??= { ref, why, seq, incident };
  }
  return verdict;
}
