import type { Incident } from '#shared/incident/incident.ts';
import { t } from '../../../locales/i18n.ts';

/** What is out of the ordinary about a matter, in a word each. */
export function matterMarks(incident: Incident): string[] {
  return [
    ...(incident.urgent ? [t('desk.queue.urgent')] : []),
    ...(incident.suspended ? [t('desk.queue.suspended')] : []),
    ...incident.flags.map((flag) => t(`desk.flag.${flag}`)),
    ...Object.keys(incident.asks).map((ask) => t(`desk.ask.${ask}`)),
    ...(incident.occurrences > 1 ? [t('desk.queue.times', { n: incident.occurrences })] : []),
    ...(incident.mergedInto === undefined ? [] : [t('desk.incident.merged', { into: incident.mergedInto })]),
  ];
}
