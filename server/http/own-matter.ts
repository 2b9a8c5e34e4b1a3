import type { Incident } from '#shared/incident/incident.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Source } from '../access/sources.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { ReporterPorts } from './reporter-acts.ts';

/** A matter that this source reported; one of another is answered as one that does not exist. */
export async function findOwn(
  { records }: Pick<ReporterPorts, 'records'>,
  pack: LoadedPack,
  source: Source,
  number: string,
): Promise<Incident | Refusal> {
  const incident = await records.incident(pack.id, number);
  const isOwn = incident?.reporter.id === `source:${source.source}`.slice(0, 64);
  return incident && isOwn ? incident : refuse('unknown', 'no-own-matter', 'number');
}
