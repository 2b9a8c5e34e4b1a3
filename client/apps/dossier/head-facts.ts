import type { Dossier } from '#shared/wire/dossier.ts';
import { leadOf } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { formatStamp } from '../../format/instant.ts';
import { nothing } from '../../format/number.ts';
import { t } from '../../locales/i18n.ts';
import type { Names } from '../../telling/names.ts';

/** What a matter is, where, whose, and how it stands: the name of each fact (`dossier.fact.*`) and what it says. */
export function headFacts({ incident, grids }: Dossier, names: Names): [fact: string, said: string][] {
  const { closedAt, rating } = incident;
  const lead = leadOf(incident);
  return [
    ['item', names.itemPath(incident.item)],
    ['node', names.node(incident.procedure, incident.node)],
    ['source', t(`words.source.${incident.source}`)],
    ['reporter', incident.reporter.name],
    ['reportedAt', formatStamp(incident.reportedAt)],
    ['closedAt', closedAt === undefined ? nothing : formatStamp(closedAt)],
    ...whereFacts(incident, grids),
    ['lead', lead === null ? nothing : names.unit(lead)],
    ['rating', rating ? t('dossier.fact.rated', { score: rating.score, by: rating.by }) : nothing],
  ];
}

function whereFacts(incident: Incident, grids: Dossier['grids']): [fact: string, said: string][] {
  const { address, place, responsible } = incident;
  if (incident.placeless) return [['place', t('desk.incident.noPlace')]];
  return [
    ['grid', grids.map(({ name }) => name).join(' › ') || t('desk.incident.noGrid')],
    ['responsible', responsible?.name ?? t('desk.incident.noHead')],
    ['address', address || nothing],
    ['place', `${place.lng.toFixed(6)}, ${place.lat.toFixed(6)}`],
  ];
}

/** What marks a matter out: urgent, suspended, its flags, how often it occurred, what it was merged into. */
export function headMarks({ incident }: Dossier): string[] {
  const { urgent, suspended, flags, occurrences, mergedInto } = incident;
  return [
    ...(urgent ? [t('desk.queue.urgent')] : []),
    ...(suspended ? [t('desk.queue.suspended')] : []),
    ...flags.map((flag) => t(`desk.flag.${flag}`)),
    ...(occurrences > 1 ? [t('desk.queue.times', { n: occurrences })] : []),
    ...(mergedInto === undefined ? [] : [t('desk.incident.merged', { into: mergedInto })]),
  ];
}
