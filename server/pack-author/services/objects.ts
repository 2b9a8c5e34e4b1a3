import type { InspectionObject } from '#shared/pack/inspection.ts';
import { must } from '#shared/kernel/must.ts';
import type { County } from '../county.ts';
import type { AuthorGround } from '../ground.ts';
import { shareOut } from '../tables.ts';

/** Kind of an object → the fields that inspect it and how many there are against the others. */
const kinds: Record<string, [fields: string, weight: number]> = {
  餐饮单位: ['market,health', 22],
  食品生产企业: ['market', 6],
  商场超市: ['market,safety', 8],
  药店: ['market', 8],
  特种设备使用单位: ['market', 8],
  建筑工地: ['construction,city', 8],
  物业小区: ['construction,city', 8],
  建设用地项目: ['land', 5],
  运输企业: ['transport', 7],
  驾校: ['transport', 2],
  汽修企业: ['transport,ecology', 5],
  农资店: ['farm', 5],
  养殖场: ['farm,water', 4],
  取水单位: ['water', 3],
  危化企业: ['safety,ecology', 4],
  工贸企业: ['safety,ecology,labour', 14],
  医疗机构: ['health', 5],
  宾馆浴室: ['health', 4],
  学校: ['education,health', 4],
  网吧歌舞厅: ['culture', 3],
  养老机构: ['civil', 2],
};

/** What is inspected in a field. */
export const kindsOfField = (field: string): string[] =>
  Object.entries(kinds).flatMap(([kind, [fields]]) => (fields.split(',').includes(field) ? [kind] : []));

/** How many each county has in the pretend register. */
const counts: Record<string, number> = { jiangyin: 680, xuxiake: 220, longgang: 420, donghai: 380 };

/**
 * What may be drawn for an inspection, named by kind and number. One in twelve weighs five times and one in four twice as
 * much: poor and middling credit.
 */
export function makeObjects({ identity }: County, ground: AuthorGround): InspectionObject[] {
  const entries = Object.entries(kinds);
  const shares = shareOut(
    must(counts[identity.id], `objects of ${identity.id}`),
    entries.map(([, [, weight]]) => weight),
  );
  const cells = ground.shuffled('objects');
  const dice = ground.dice('credit');
  let serial = 0;
  // The codes are no organisation's: `MAOBJ` is given out nowhere.
  return entries.flatMap(([kind], i) =>
    Array.from({ length: shares[i] ?? 0 }, (_, n): InspectionObject => {
      const cell = must(cells[serial % cells.length], 'a cell');
      serial += 1;
      const roll = dice.roll();
      return {
        id: `object-${String(serial).padStart(4, '0')}`,
        name: `${kind} ${String(n + 1).padStart(3, '0')} 号`,
        kind,
        code: `91320000MAOBJ${String(serial).padStart(5, '0')}`,
        place: ground.near(cell),
        weight: roll < 1 / 12 ? 5 : roll < 1 / 3 ? 2 : 1,
      };
    }),
  );
}
