import { textIn, type Localized } from '#shared/kernel/localized.ts';
import { staffColumns, stateWords, type StaffField } from '#shared/staffing/words.ts';
import type { ListedPerson } from '#shared/wire/people.ts';
import { formatStamp } from '../../../format/instant.ts';
import { language, say } from '../../../locales/i18n.ts';
import type { AdminRoom } from '../admin-room.ts';
import { dayText } from '../../../format/written-time.ts';
import { lastDayOf } from '../people/person-draft.ts';

type Words = (key: string) => string;
type Named = Pick<AdminRoom, 'pack' | 'unitName' | 'roleName'>;

/** Heads in the language of the screen. */
export const sheetHeads = (): string[] => staffColumns.map((column) => textIn(column, language()));

/** Accounts as the rows of a sheet that can be brought back as it is: grids by number, everything else in words. */
export function accountSheet(rows: readonly ListedPerson[], { pack, unitName, roleName }: Named, t: Words) {
  const time = pack.calendar;
  const cell: Record<StaffField, (row: ListedPerson) => string> = {
    name: ({ name }) => name,
    login: ({ login }) => login,
    phone: ({ phone }) => phone ?? '',
    staff: ({ staff }) => staff ?? '',
    unit: ({ unit }) => unitName(unit),
    post: ({ post }) => (post ? t(`words.post.${post}`) : ''),
    grid: ({ grids }) => grids.join('、'),
    role: ({ role, countyRole }) => roleName(role, countyRole),
    from: ({ from }) => (from === null ? '' : dayText(from, time)),
    until: ({ until }) => lastDayOf(until, time),
    state: ({ disabled }) => stateWord(disabled),
  };
  return {
    heads: sheetHeads(),
    rows: rows.map((row) => staffColumns.map(({ field }) => cell[field](row))),
  };
}
const stateWord = (isOut: boolean): string => {
  const words: Localized = isOut
    ? { zh: stateWords.left[0], en: 'left' }
    : { zh: stateWords.here[0], en: 'active' };
  return say(words);
};

/** An empty sheet to be filled in; with `staff`, of those who have no account yet. */
export function templateSheet(
  staff: readonly {
    staff: string;
    name: string;
    post: string;
    unit: string | null;
    grid: string | null;
    phone: string;
  }[],
  { unitName }: Pick<Named, 'unitName'>,
  t: Words,
) {
  const cell: Partial<Record<StaffField, (row: (typeof staff)[number]) => string>> = {
    name: ({ name }) => name,
    staff: ({ staff: id }) => id,
    phone: ({ phone }) => phone.replaceAll(/\D/gu, ''),
    unit: ({ unit }) => unitName(unit),
    post: ({ post }) => t(`words.post.${post}`),
    grid: ({ grid }) => grid ?? '',
  };
  return {
    heads: sheetHeads(),
    rows: staff.map((row) => staffColumns.map(({ field }) => cell[field]?.(row) ?? '')),
  };
}

/** `江阴市 人员与账号 2026-11-29.csv` */
export function sheetFileName(
  what: string,
  { pack }: Pick<AdminRoom, 'pack'>,
  at: number,
  kind: string,
): string {
  return `${say(pack.identity.name)} ${what} ${formatStamp(at).slice(0, 10)}.${kind}`;
}
