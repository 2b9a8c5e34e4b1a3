import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvidenceFiles } from '../ports.ts';
import { evidenceFolder } from './folder.ts';

/** As much of the settings as says where files are kept. */
export interface PlaceOfFiles {
  dataDir: string;
  EVIDENCE_URL?: string | undefined;
  EVIDENCE_KEY?: string | undefined;
  EVIDENCE_SECRET?: string | undefined;
  EVIDENCE_REGION: string;
}

/** The keeper of files that the settings name: the data folder, a folder that servers share, or a bucket. Throws when it cannot be used. */
export async function openFiles(settings: PlaceOfFiles): Promise<EvidenceFiles> {
  const { dataDir, EVIDENCE_URL: url, EVIDENCE_KEY: key, EVIDENCE_SECRET: secret } = settings;
  const own = path.join(dataDir, 'evidence');
  if (url === undefined) return evidenceFolder(own);
  if (url.startsWith('file:')) return evidenceFolder(fileURLToPath(url));
  if (key === undefined || secret === undefined)
    throw new Error('EVIDENCE_URL: a bucket needs EVIDENCE_KEY and EVIDENCE_SECRET');
  // Its library is large, and most houses keep files in a folder.
  const { evidenceBucket } = await import('./bucket.ts');
  return evidenceBucket({ url, key, secret, region: settings.EVIDENCE_REGION }, own);
}
