import type { Told } from '#shared/incident/incident.ts';
import { t, wordOr } from '../../locales/i18n.ts';
import type { Names } from '../../telling/names.ts';

/** A level above: a post, or a unit. */
export function levelName(level: string, names: Names): string {
  return wordOr(`words.post.${level}`, names.unit(level));
}

/** Those who were told: a person with the post, or a unit. */
export function toldNames(told: readonly Told[], names: Names): string {
  return told
    .map(({ name, post, unit }) => {
      const level = post === undefined ? '' : levelName(post, names);
      if (level !== '') return name.includes(level) ? name : `${level} ${name}`;
      return unit === undefined ? name : names.unit(unit);
    })
    .join(t('flow.and'));
}
