import type { Incident } from '#shared/incident/incident.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { creditOf, isPenalty } from '#shared/record/credit.ts';
import { entryOfMatter } from '#shared/record/credit-entries.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { PublicCredit } from '#shared/wire/record-credit.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import { graded, partyRoles, type CreditEntries } from './credit-entries.ts';
import { kindIn } from './showing.ts';

const [mostSubjects, mostMatters] = [1_000, 500];
/** Inspections are told for so long. */
const toldFor = 365 * dayMs;
const lists: Readonly<Record<string, 'abnormal' | 'dishonest'>> = {
  'abnormal-listing': 'abnormal',
  'dishonesty-listing': 'dishonest',
};

export interface PublishingPorts {
  entries: CreditEntries;
  queries: Pick<WorldQueries, 'read' | 'subjects' | 'mattersOf'>;
  records: Pick<Records, 'incident'>;
  now: () => number;
}

/** What everybody may read of credit: penalties (C8), lists and inspections (C12). Nothing of what is still examined, and nobody's name. */
export function openCreditPublishing(ports: PublishingPorts) {
  return (pack: LoadedPack) => publishCredit(ports, pack);
}

async function penaltiesOf(
  { queries, entries }: Pick<PublishingPorts, 'queries' | 'entries'>,
  pack: LoadedPack,
  at: number,
): Promise<PublicCredit['penalties']> {
  const subjects = await queries.subjects(pack.id, partyRoles, mostSubjects);
  const rows = (await queries.read(pack.id, subjects)).filter(({ kind }) => graded.includes(kind));
  const dossiers = await entries.of(
    pack,
    rows.map(({ id }) => id),
  );
  const told = rows.flatMap((row) => {
    const dossier = dossiers.get(row.id);
    return creditOf(dossier?.entries ?? [], at)
      .lines.filter((line) => isPenalty(line.what) && line.counts)
      .map((line) => ({
        name: String(row.open[kindIn(row).title] ?? ''),
        what: line.what,
        at: line.at,
        until: line.ends,
        settled: line.settled,
        ...decidedBy(pack, dossier?.matters.get(line.receipt.id)),
      }));
  });
  return told.toSorted((a, b) => b.at - a.at);
}

async function mattersOf(
  { queries, records }: Pick<PublishingPorts, 'queries' | 'records'>,
  pack: LoadedPack,
  procedures: readonly string[],
  since: number,
): Promise<Incident[]> {
  const ids = await queries.mattersOf(pack.id, procedures, since, mostMatters);
  const read = await Promise.all(ids.map((id) => records.incident(pack.id, id)));
  return read.flatMap((one) => one ?? []);
}

async function listedNow(ports: PublishingPorts, pack: LoadedPack): Promise<PublicCredit['lists']> {
  const matters = await mattersOf(ports, pack, Object.keys(lists), 0);
  return matters.flatMap((one) => {
    const { procedure, id, node, reached, reportedAt, closedAt, data = {} } = one;
    const list = lists[procedure];
    const entry = entryOfMatter(procedure, { id, node, reached, openedAt: reportedAt, closedAt, data });
    if (!list || entry?.what !== list || entry.ended !== undefined) return [];
    return [
      {
        name: String(data['party'] ?? ''),
        list,
        at: entry.at,
        ground: choiceName(pack, procedure, 'ground', data['ground']),
        ...decidedBy(pack, one),
      },
    ];
  });
}

async function publishCredit(ports: PublishingPorts, pack: LoadedPack): Promise<PublicCredit> {
  const { now } = ports;
  const at = now();
  const [penalties, listed, inspections] = await Promise.all([
    penaltiesOf(ports, pack, at),
    listedNow(ports, pack),
    mattersOf(ports, pack, ['random-inspection'], at - toldFor),
  ]);
  return {
    penalties,
    lists: listed,
    inspections: inspections.flatMap((one) => inspectionOf(pack, one, at) ?? []),
  };
}

/** The unit that decided, and the number of its decision. */
function decidedBy(
  pack: LoadedPack,
  one: Incident | undefined,
): { unit: Localized | null; document: string | null } {
  const unit = one?.tasks.findLast(({ role }) => role === 'lead')?.unit;
  const document = one?.data?.['document'];
  return {
    unit: (unit !== undefined && pack.units.get(unit)?.name) || null,
    document: typeof document === 'string' ? document : null,
  };
}

/** An inspection that was made: its result once it is published, and what waits for that with the day it was due. */
function inspectionOf(
  pack: LoadedPack,
  one: Incident,
  now: number,
): PublicCredit['inspections'][number] | null {
  const { procedure, reached, clocks, draws = [], data = {}, node } = one;
  const inspectedAt = reached['inspected'];
  const name = draws.find(({ from }) => from === 'objects')?.picked[0]?.name;
  if (inspectedAt === undefined || name === undefined || node === 'void') return null;
  const publishedAt = reached['published'] ?? null;
  const dueAt = clocks['publish']?.dueAt ?? inspectedAt;
  const result =
    publishedAt === null
      ? null
      : (choiceName(pack, procedure, 'result', data['result']) ??
        stepName(pack, procedure, 'report-problem'));
  return {
    name,
    inspectedAt,
    dueAt,
    publishedAt,
    result,
    isLate: (publishedAt ?? now) > dueAt,
    unit: decidedBy(pack, one).unit,
  };
}

/** What a choice of a procedure's forms is called. */
function choiceName(pack: LoadedPack, procedure: string, field: string, chosen: unknown): Localized | null {
  const forms = pack.procedures.get(procedure)?.transitions.flatMap(({ form }) => form) ?? [];
  const choices = forms.flatMap((one) => (one.id === field ? (one.choices ?? []) : []));
  return choices.find(({ id }) => id === chosen)?.name ?? null;
}
const stepName = (pack: LoadedPack, procedure: string, step: string): Localized | null =>
  pack.procedures.get(procedure)?.transitions.find(({ id }) => id === step)?.name ?? null;
