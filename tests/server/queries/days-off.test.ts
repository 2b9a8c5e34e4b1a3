import { expect, test } from 'vitest';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import { daysOffInChina } from '../../../server/queries/days-off.ts';

test('days off are those of the demo counties for years that were announced, and none for one that was not', async () => {
  const [loaded] = await loadPacks({ ...packFolders(), only: ['xuxiake'] });
  const calendar = loaded?.pack.calendar;
  for (const year of [2025, 2026]) {
    const of = (days: readonly string[] = []): string[] => days.filter((day) => day.startsWith(`${year}-`));
    expect(daysOffInChina(year)).toEqual({
      year,
      holidays: of(calendar?.holidays),
      makeUpDays: of(calendar?.makeUpDays),
    });
  }
  expect(daysOffInChina(2100)).toBe(null);
}, 30_000);
