import type { Incident } from '#shared/incident/incident.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { readCode } from '#shared/report/code.ts';
import { hashToken } from '../access/token.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { PublicStore } from '../storage/public/public-store.ts';

/** The matter of a code. A code that is none, one of another jurisdiction and one that was never given out are answered alike. */
export async function findByCode(
  { reports, records }: { reports: Pick<PublicStore, 'find'>; records: Pick<Records, 'incident'> },
  pack: Pick<LoadedPack, 'id'>,
  text: string,
): Promise<Incident | Refusal> {
  const id = await reports.find(pack.id, hashToken(readCode(text) ?? text));
  const incident = id === null ? null : await records.incident(pack.id, id);
  return incident ?? refuse('unknown', 'no-matter-of-code', 'code');
}
