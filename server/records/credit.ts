import type { Person } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { creditOf, type CreditLine } from '#shared/record/credit.ts';
import { maySeeRecord } from '#shared/record/sight.ts';
import type { MatterCredit, PublicCredit, RecordCredit } from '#shared/wire/record-credit.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import { graded, partyRoles } from './credit-entries.ts';
import { openCreditPublishing, type PublishingPorts } from './credit-public.ts';
import { kindIn } from './showing.ts';

export interface CreditPorts extends PublishingPorts {
  visible(pack: LoadedPack, person: Person, id: string): Promise<FoundRow | Refusal>;
}

/** A subject's dossier, and the grade that the published formula makes of it; each entry has its receipt. */
export function openCredit({ entries, queries, records, visible, now }: CreditPorts) {
  const kept = new Map<string, { at: number; told: Promise<PublicCredit> }>();
  const publish = openCreditPublishing({ entries, queries, records, now });

  return {
    /** The grade with what it rests on. Cases outside of the asker's scope count and are not opened by it. */
    async credit(pack: LoadedPack, person: Person, id: string): Promise<RecordCredit | Refusal> {
      const row = await visible(pack, person, id);
      if (isRefusal(row)) return row;
      if (!graded.includes(row.kind)) return refuse('invalid', 'credit-of-firms', 'id');
      const dossier = (await entries.of(pack, [id])).get(id);
      const { score, grade, lines, restricted } = creditOf(dossier?.entries ?? [], now());
      const told = (list: readonly CreditLine[]): RecordCredit['lines'] =>
        list.map((line) => openedBy(person, line, dossier?.matters));
      return { score, grade, lines: told(lines), restricted: told(restricted), at: now() };
    },
    /** Those whom a matter names, with grade and restriction: whoever handles the matter must know, wherever the subject lies. */
    async ofMatter(pack: LoadedPack, person: Person, id: string): Promise<MatterCredit | Refusal> {
      const incident = await records.incident(pack.id, id);
      if (!incident || !maySee(person, concernOf(incident)))
        return refuse('unknown', 'no-incident-in-scope', 'id');
      const rows = await queries.read(pack.id, namedBy(incident));
      const firms = rows.filter(({ kind }) => graded.includes(kind));
      const dossiers = await entries.of(
        pack,
        firms.map((row) => row.id),
      );
      const parties = firms.map((row) => {
        const dossier = dossiers.get(row.id);
        const { score, grade, restricted } = creditOf(dossier?.entries ?? [], now());
        const kind = kindIn(row);
        return {
          // A link only where it leads somewhere.
          record: maySeeRecord(person, kind, row.grids) ? row.id : null,
          name: String(row.open[kind.title] ?? ''),
          score,
          grade,
          restricted: restricted.map((line) => openedBy(person, line, dossier?.matters)),
        };
      });
      return { parties, at: now() };
    },
    /** What is public of credit (C8, C12), made at most once in five minutes. */
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

/** A line with its receipt where the asker may open it. */
function openedBy(
  person: Person,
  { receipt, ended: _, ...rest }: CreditLine,
  matters: ReadonlyMap<string, Incident> | undefined,
): RecordCredit['lines'][number] {
  const one = matters?.get(receipt.id);
  const isSeen = receipt.kind === 'record' || (one !== undefined && maySee(person, concernOf(one)));
  return { ...rest, receipt: isSeen ? receipt : null };
}

/** Records of subjects that a matter names in a form or has drawn. */
function namedBy({ data = {}, draws = [] }: Incident): string[] {
  const inForms = partyRoles.flatMap((field) => {
    const value = data[field];
    return typeof value === 'string' ? [value] : [];
  });
  return [
    ...new Set([...inForms, ...draws.flatMap(({ picked }) => picked.flatMap(({ record }) => record ?? []))]),
  ];
}
