import { inEvery } from '#shared/kernel/localized.ts';
import type { IndicatorRow } from '#shared/wire/indicators.ts';
import { say } from '../../locales/i18n.ts';

export const groups = ['overview', 'all', 'favourite', 'abnormal', 'silent'] as const;
/** One of these, or a domain of the county. */
export type Group = string;

/** Ids that a reader follows, and those that are tiles of the page at a glance. */
export interface Picked {
  favourites: ReadonlySet<string>;
  tiles: ReadonlySet<string>;
}

/** Whether an indicator stands in a group. */
export function isIn(group: Group, row: IndicatorRow, { favourites, tiles }: Picked): boolean {
  if (group === 'all') return true;
  if (group === 'overview') return tiles.has(row.id);
  if (group === 'favourite') return favourites.has(row.id);
  if (group === 'abnormal') return row.state === '2';
  return group === 'silent' ? row.state === '-' : row.domain === group;
}

/** What a group and a word leave of all, what is out of bounds first, then in the order of the domains. */
export function listed(
  rows: readonly IndicatorRow[],
  { group, word, domains, ...picked }: Picked & { group: Group; word: string; domains: readonly string[] },
): IndicatorRow[] {
  const parts = word.toLowerCase().split(/\s+/u).filter(Boolean);
  const fits = ({ name, id }: IndicatorRow): boolean => {
    const text = `${inEvery(name)} ${id}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
  const order = new Map(domains.map((domain, place) => [domain, place]));
  return rows
    .filter((row) => isIn(group, row, picked) && fits(row))
    .toSorted(
      (a, b) =>
        Number(b.state === '2') - Number(a.state === '2') ||
        (order.get(a.domain) ?? 0) - (order.get(b.domain) ?? 0),
    );
}

/** How many are seen by the county itself, reported by others, and without data. */
export function countsOf(
  rows: readonly IndicatorRow[],
): Record<'all' | 'live' | 'outside' | 'silent', number> {
  const known = rows.filter(({ value }) => value !== null);
  const live = known.filter(({ origin }) => origin === 'live').length;
  return { all: rows.length, live, outside: known.length - live, silent: rows.length - known.length };
}

export const titleOf = (row: IndicatorRow): string => say(row.name);
