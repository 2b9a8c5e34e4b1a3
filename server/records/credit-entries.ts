import type { Incident } from '#shared/incident/incident.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { CreditEntry } from '#shared/record/credit.ts';
import { creditProcedures, entryOfMatter } from '#shared/record/credit-entries.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import type { Sealing } from './sealing.ts';

/** Most matters and licences that are read of the subjects that are asked for together. */
const [mostMatters, mostLicences] = [20_000, 20_000];
/** Kinds that have a grade: of persons nobody makes one (C7). */
export const graded: readonly string[] = ['firm', 'organisation'];
/** As what a matter names the subject whose credit it is about. */
export const partyRoles = ['party-record', 'applicant-record', 'drawn'] as const;

export interface CreditEntryPorts {
  sealing: Pick<Sealing, 'keyOf'>;
  queries: Pick<WorldQueries, 'find' | 'read' | 'linksOf'>;
  records: Pick<Records, 'incident'>;
}
export interface Dossier {
  entries: CreditEntry[];
  /** The matters that the entries rest on. */
  matters: Map<string, Incident>;
}
export type CreditEntries = ReturnType<typeof openCreditEntries>;

/** What matters and licences say of subjects: read for many at once, as a draw asks for hundreds. */
export function openCreditEntries({ sealing, queries, records }: CreditEntryPorts) {
  async function licencesOf(pack: LoadedPack, ids: readonly string[]): Promise<Map<string, FoundRow[]>> {
    const [kind, holders] = [
      sealing.keyOf(pack.id, 'k:licence'),
      ids.map((id) => sealing.keyOf(pack.id, `of:${id}`)),
    ];
    const found = await queries.find({ all: [kind], ways: [], scope: holders }, mostLicences);
    const rows = await queries.read(
      pack.id,
      found.map((one) => one.id),
    );
    return groupBy(
      rows.filter(({ endedAt }) => endedAt === null),
      ({ open }) => String(open['holder']),
    );
  }

  return {
    /** Each subject's dossier; of one that nothing names it is empty. */
    async of(pack: LoadedPack, ids: readonly string[]): Promise<Map<string, Dossier>> {
      if (ids.length === 0) return new Map();
      const links = groupBy(
        await queries.linksOf(pack.id, ids, partyRoles, mostMatters),
        ({ record }) => record,
      );
      const named = [...new Set([...links.values()].flatMap((list) => list.map(({ incident }) => incident)))];
      const read = await Promise.all(named.map((id) => records.incident(pack.id, id)));
      const matters = new Map(
        read.flatMap((one) =>
          one && creditProcedures.includes(one.procedure) ? [[one.id, one] as const] : [],
        ),
      );
      const licences = await licencesOf(pack, ids);
      return new Map(
        ids.map((id) => {
          const own = new Set((links.get(id) ?? []).map(({ incident }) => incident));
          const mine = new Map([...matters].filter(([matter]) => own.has(matter)));
          const told = [...mine.values()].flatMap((one) => entryOf(one) ?? []);
          return [id, { entries: [...told, ...(licences.get(id) ?? []).map(entryOfLicence)], matters: mine }];
        }),
      );
    },
  };
}

function entryOf(one: Incident): CreditEntry | null {
  return entryOfMatter(one.procedure, {
    id: one.id,
    node: one.node,
    reached: one.reached,
    openedAt: one.reportedAt,
    closedAt: one.closedAt,
    refused: one.flags?.includes('refused'),
    data: one.data ?? {},
  });
}

function entryOfLicence({ id, open, madeAt }: FoundRow): CreditEntry {
  return {
    what: 'licence',
    at: typeof open['issued'] === 'string' ? Date.parse(open['issued']) : madeAt,
    settled: true,
    ...(typeof open['until'] === 'string' && { until: open['until'] }),
    receipt: { kind: 'record', id },
  };
}
