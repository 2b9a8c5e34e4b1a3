import { asCitizen } from '#shared/access/outsiders.ts';
import type { Person } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { ReporterAct } from '#shared/procedure/schema.ts';
import { reporterForm, reporterSteps } from '#shared/report/acts.ts';
import { followed } from '#shared/report/follow.ts';
import type { PublicMatter } from '#shared/wire/public.ts';
import { digestOf } from './digest.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute, Ledger, Records } from '../ports.ts';
import { publicName } from '../queries/public-desk.ts';
import { photoAddress } from './public-photo.ts';

/** What the one who reported a matter may do with it and know of it, whether by a tracking code or through a system of theirs. */
export interface ReporterPorts {
  execute: Execute;
  records: Pick<Records, 'incident'>;
  ledger: Pick<Ledger, 'readSubject'>;
  /** Makes addresses of photographs; without it none are told. */
  secret?: string;
  now: () => number;
}
interface Way {
  key: string;
  act: ReporterAct;
  refused: 'not-again-now' | 'not-rateable-now' | 'not-back-now';
  field: string;
  said: { score?: number; words: string };
}

/** Adds words; answers with the matter as it is then. */
export async function addWords(
  ports: ReporterPorts,
  pack: LoadedPack,
  incident: Incident,
  { key, words }: { key: string; words: string },
): Promise<PublicMatter | Refusal> {
  const command = { kind: 'note' as const, incident: incident.id, text: words, evidence: [] };
  const done = await ports.execute({
    jurisdiction: pack.id,
    by: reporterOf(incident),
    key,
    digest: digestOf(words),
    command,
  });
  return isRefusal(done) ? done : matterOf(ports, pack, await reread(ports, incident));
}

/** Rates the result, or asks for it to be done again. */
export function rate(
  ports: ReporterPorts,
  pack: LoadedPack,
  incident: Incident,
  {
    key,
    said,
    field,
  }: { key: string; said: { score: number; words: string; again: boolean }; field: string },
): Promise<PublicMatter | Refusal> {
  const { again, score, words } = said;
  const refused = again ? 'not-again-now' : 'not-rateable-now';
  return take(ports, pack, incident, {
    key,
    refused,
    field,
    act: again ? 'again' : 'rate',
    said: { score, words },
  });
}

/** Takes the matter back, where its procedure allows that. */
export function withdraw(
  ports: ReporterPorts,
  pack: LoadedPack,
  incident: Incident,
  { key, words, field }: { key: string; words: string; field: string },
): Promise<PublicMatter | Refusal> {
  const refused = 'not-back-now';
  return take(ports, pack, incident, { key, refused, field, act: 'withdraw', said: { words } });
}

async function take(
  ports: ReporterPorts,
  pack: LoadedPack,
  incident: Incident,
  { key, act, refused, field, said }: Way,
): Promise<PublicMatter | Refusal> {
  const by = reporterOf(incident);
  const procedure = must(pack.procedures.get(incident.procedure), incident.procedure);
  const step = reporterSteps(incident, procedure, by, ports.now())[act];
  if (!step) return refuse('not-now', refused, field);
  const { id, version } = incident;
  const form = reporterForm(step, said);
  const command = { kind: 'take', incident: id, version, transition: step.id, form } as const;
  const done = await ports.execute({
    jurisdiction: pack.id,
    by,
    key,
    digest: digestOf([act, said]),
    command,
  });
  return isRefusal(done) ? done : matterOf(ports, pack, await reread(ports, incident));
}

async function reread({ records }: Pick<ReporterPorts, 'records'>, { jurisdiction, id }: Incident) {
  return must(await records.incident(jurisdiction, id), id);
}

/** Who reported it, as one who may see and act on that matter alone. A hotline speaks for the citizen who called. */
function reporterOf({ reporter, jurisdiction }: Incident): Person {
  return { ...reporter, ...asCitizen, jurisdiction, grids: [] };
}

/** How many mergers one after another are followed. */
const mostMergers = 8;

/** The matter that one was merged into, at the end of the way; null when it was not. */
async function survivorOf(
  { records }: Pick<ReporterPorts, 'records'>,
  pack: LoadedPack,
  incident: Incident,
): Promise<Incident | null> {
  let at = incident;
  for (let far = 0; at.mergedInto !== undefined && far < mostMergers; far++)
    at = must(await records.incident(pack.id, at.mergedInto), at.mergedInto);
  return at === incident ? null : at;
}

/** The matter as its reporter may know it; one that was merged goes on as the matter it was merged into. */
export async function matterOf(
  { ledger, records, secret, now }: Pick<ReporterPorts, 'ledger' | 'records' | 'secret' | 'now'>,
  pack: LoadedPack,
  incident: Incident,
): Promise<PublicMatter> {
  const told = async (one: Incident) => ({
    incident: { ...one, reporter: reporterOf(one) },
    entries: (await ledger.readSubject(pack.id, one.id)).map(({ at, by, fact }) => ({
      at,
      by,
      fact: fact as IncidentFact,
    })),
    procedure: must(pack.procedures.get(one.procedure), one.procedure),
  });
  const survivor = await survivorOf({ records }, pack, incident);
  const matter = followed({
    ...(await told(incident)),
    now: now(),
    survivor: survivor ? await told(survivor) : undefined,
    names: {
      unit: (id) => pack.units.get(id)?.name ?? pack.pack.identity.centre,
      centre: pack.pack.identity.centre,
    },
    item: publicName(pack, incident.item),
    place: incident.grids.flatMap((id) => pack.grid.byId.get(id)?.name ?? []),
  });
  const steps = matter.steps.map((step) => ({
    ...step,
    photos: secret === undefined ? [] : step.photos.map((ref) => photoAddress(secret, pack.id, ref, now())),
  }));
  return { ...matter, steps };
}
