import type { Person } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { creditOf, entryOfCase, isPenalty, type CreditEntry } from '#shared/record/credit.ts';
import type { PublicCredit, RecordCredit } from '#shared/wire/record-credit.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import type { Sealing } from './sealing.ts';
import { kindIn } from './showing.ts';

const [mostCases, mostLicences, mostSubjects] = [500, 200, 1_000];
/** Kinds that have a grade: of persons nobody makes one (C7). */
const graded = ['firm', 'organisation'];
/** The field of a case's form that names its party. */
const party = 'party-record';

export interface CreditPorts {
  sealing: Pick<Sealing, 'keyOf'>;
  queries: Pick<WorldQueries, 'find' | 'read' | 'matters' | 'subjects'>;
  records: Pick<Records, 'incident'>;
  visible(pack: LoadedPack, person: Person, id: string): Promise<FoundRow | Refusal>;
  now: () => number;
}

/** A subject's dossier of cases and licences, and the grade that the published formula makes of it; each entry has its receipt. */
export function openCredit({ sealing, queries, records, visible, now }: CreditPorts) {
  const kept = new Map<string, { at: number; told: Promise<PublicCredit> }>();

  async function entriesOf(
    pack: LoadedPack,
    id: string,
  ): Promise<{ entries: CreditEntry[]; cases: Map<string, Incident> }> {
    const links = (await queries.matters(pack.id, id, mostCases)).filter(({ role }) => role === party);
    const found = await Promise.all(links.map(({ incident }) => records.incident(pack.id, incident)));
    const cases = new Map(
      found.flatMap((one) => (one?.procedure === 'enforcement' ? [[one.id, one] as const] : [])),
    );
    const told = [...cases.values()].flatMap(
      (one) =>
        entryOfCase({
          id: one.id,
          node: one.node,
          reached: one.reached,
          openedAt: one.reportedAt,
          data: one.data ?? {},
        }) ?? [],
    );
    return { entries: [...told, ...(await licencesOf(pack, id))], cases };
  }

  async function licencesOf(pack: LoadedPack, id: string): Promise<CreditEntry[]> {
    const keys = [sealing.keyOf(pack.id, `of:${id}`), sealing.keyOf(pack.id, 'k:licence')];
    const found = await queries.find({ all: keys, ways: [], scope: null }, mostLicences);
    const rows = await queries.read(
      pack.id,
      found.map((one) => one.id),
    );
    return rows
      .filter(({ open, endedAt }) => open['holder'] === id && endedAt === null)
      .map(({ id: licence, open, madeAt }) => ({
        what: 'licence' as const,
        at: typeof open['issued'] === 'string' ? Date.parse(open['issued']) : madeAt,
        settled: true,
        ...(typeof open['until'] === 'string' && { until: open['until'] }),
        receipt: { kind: 'record' as const, id: licence },
      }));
  }

  async function publish(pack: LoadedPack): Promise<PublicCredit> {
    const at = now();
    const subjects = await queries.subjects(pack.id, party, mostSubjects);
    const rows = await queries.read(pack.id, subjects);
    const told = await Promise.all(
      rows
        .filter(({ kind }) => graded.includes(kind))
        .map(async (row) => {
          const { entries, cases } = await entriesOf(pack, row.id);
          const name = row.open[kindIn(row).title];
          return creditOf(entries, at)
            .lines.filter((line) => isPenalty(line.what) && line.counts)
            .map((line) => {
              const one = cases.get(line.receipt.id);
              const unit = one?.tasks.findLast(({ role }) => role === 'lead')?.unit;
              return {
                name: String(name ?? ''),
                ...{ what: line.what, at: line.at, until: line.ends, settled: line.settled },
                unit: (unit !== undefined && pack.units.get(unit)?.name) || null,
                document: typeof one?.data?.['document'] === 'string' ? one.data['document'] : null,
              };
            });
        }),
    );
    return { penalties: told.flat().toSorted((a, b) => b.at - a.at) };
  }

  return {
    /** The grade with what it rests on. Cases outside of the asker's scope count and are not opened by it. */
    async credit(pack: LoadedPack, person: Person, id: string): Promise<RecordCredit | Refusal> {
      const row = await visible(pack, person, id);
      if (isRefusal(row)) return row;
      if (!graded.includes(row.kind)) return refuse('invalid', 'credit-of-firms', 'id');
      const { entries, cases } = await entriesOf(pack, id);
      const { score, grade, lines, restricted } = creditOf(entries, now());
      const told = (list: typeof lines): RecordCredit['lines'] =>
        list.map(({ receipt, ...rest }) => {
          const one = cases.get(receipt.id);
          const isSeen = receipt.kind === 'record' || (one !== undefined && maySee(person, concernOf(one)));
          return { ...rest, receipt: isSeen ? receipt : null };
        });
      return { score, grade, lines: told(lines), restricted: told(restricted), at: now() };
    },
    /** What is public of penalties (C8), made at most once in five minutes. */
    publicCredit(pack: LoadedPack): Promise<PublicCredit> {
      const before = kept.get(pack.id);
      if (before && now() - before.at < 5 * minuteMs && now() >= before.at) return before.told;
      const told = publish(pack);
      kept.set(pack.id, { at: now(), told });
      told.catch(() => kept.delete(pack.id));
      return told;
    },
  };
}
