import type { Film } from '#shared/wire/replay.ts';
import { formatStamp } from '../format/instant.ts';
import { i18n } from '../locales/i18n.ts';
import type { FilmFace } from './film.ts';

/** The words of a film in the language of whoever takes it. */
export function filmWords(film: Pick<Film, 'by' | 'at'>): FilmFace['words'] {
  const { t } = i18n.global;
  const word = (name: string): string => t(`machine.compare.figure.${name}`);
  return {
    past: t('machine.title'),
    ledger: t('machine.ledger'),
    taken: t('machine.film.taken', { by: film.by, at: formatStamp(film.at) }),
    reported: word('reported'),
    dispatched: word('dispatched'),
    closed: word('closed'),
    open: word('open'),
    overdue: word('overdue'),
    matters: t('machine.film.matters'),
    acts: t('machine.film.acts'),
    sensors: t('machine.film.sensors'),
    heard: t('machine.film.heard'),
    beyond: t('machine.film.beyond'),
    quiet: t('machine.film.quiet'),
    play: t('machine.film.play'),
    png: t('machine.film.png'),
    series: t('machine.film.series'),
  };
}
