import type { Localized } from '#shared/kernel/localized.ts';
import type { SixRow } from '#shared/pack/six.ts';
import type { County, Staffing } from './county.ts';
import { readTable, type Row } from './tables.ts';

/**
 * 六定 of every post that the county staffs, by level: who and which post come from the staff, the other four from the table.
 * `{area}` and `{parts}` stand for the county's own names of the grids of a level and of the level below it.
 */
export function makeSix(county: County): SixRow[] {
  const seen = new Set<string>();
  return county.staffing.flatMap(({ level, post }) => {
    const key = `${level}-${post}`;
    const row = table.find((one) => one('post') === post && one('levels').split(',').includes(String(level)));
    if (!row) throw new Error(`six.tsv has nothing for ${post} of level ${level}`);
    if (seen.has(key)) return [];
    seen.add(key);
    const text = (column: string): Localized => inCounty(row, column, county, level);
    return [
      {
        id: key,
        level,
        post,
        duty: text('duty'),
        standard: text('standard'),
        schedule: text('schedule'),
        reward: text('reward'),
      },
    ];
  });
}

const table = readTable('./six.tsv');

function inCounty(row: Row, column: string, { identity }: County, level: Staffing['level']): Localized {
  const own = identity.levels[level - 1];
  const below = identity.levels[level] ?? own;
  const filled = (language: keyof Localized): string =>
    row(`${column}-${language}`)
      .replaceAll('{area}', (language === 'en' ? own?.en.toLowerCase() : own?.zh) ?? '')
      .replaceAll('{parts}', (language === 'en' ? below?.en.toLowerCase() : below?.zh) ?? '');
  return { zh: filled('zh'), en: filled('en') };
}
