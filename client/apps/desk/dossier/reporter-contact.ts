import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { ownTask } from '#shared/incident/hindrance.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isPublicReporter } from '#shared/report/acts.ts';
import type { ReporterContact } from '#shared/wire/public.ts';
import { formatDayTime } from '../../../format/instant.ts';
import { listed } from '../../../format/list.ts';
import { t } from '../../../locales/i18n.ts';

/** Whether somebody may ask how the reporter can be reached. Whether anybody left a number with a call is not told without a look. */
export function mayLookUp(incident: Incident, person: Person): boolean {
  if (!isPublicReporter(incident.reporter) && incident.source !== 'hotline') return false;
  return (
    may(person, 'see-any-contact') || (may(person, 'see-contacts') && ownTask(incident, person) !== undefined)
  );
}

/** What was left: name and numbers, each number that is not the caller's own with what it is; empty where nothing was. */
export function contactWords({ name, phone, callBack, outside }: ReporterContact): string {
  const marked = (key: string, one: string | null | undefined): string | null =>
    one ? `${t(`call.caller.${key}`)} ${one}` : null;
  return [name, phone, marked('callBack', callBack), marked('outside', outside)].filter(Boolean).join(' · ');
}

/** Who looked before, and when. */
export const lookWords = ({ looks }: ReporterContact): string =>
  listed(looks.map(({ by, at }) => `${by} ${formatDayTime(at)}`));
