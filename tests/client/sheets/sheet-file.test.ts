import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { asFile, decoded, readSheetFile, tableOf } from '../../../client/sheets/sheet-file.ts';

const heads = ['姓名', '手机号', '备注'];
const rows = [
  ['=HYPERLINK("http://x")', '013900004417', '张, "三"\n二行'],
  ['+1', '13900004418', ''],
  ["'-李", '-5', '＝2'],
];

describe('files of people', () => {
  it.each(['csv', 'xlsx'] as const)('a table comes back from %s as it was', async (kind) => {
    const blob = await asFile(kind, { heads, rows });
    const read = await readSheetFile(new File([blob], `people.${kind}`));
    if (isRefusal(read)) throw new Error(read.reason);
    expect(read).toHaveLength(1);
    expect(read[0]).toMatchObject({ heads, rows, firstRow: 2 });
  });
  it('what a spreadsheet would run is neutralised in CSV, and told to be text in XLSX', async () => {
    const text = await (await asFile('csv', { heads, rows })).text();
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).not.toMatch(/(?:^|,|")=/mu);
  });
  it('what Chinese Windows writes is read, and so is UTF-16', () => {
    expect(decoded(new Uint8Array([0xd5, 0xc5, 0xc8, 0xfd]))).toBe('张三');
    expect(decoded(new TextEncoder().encode('张三'))).toBe('张三');
    expect(decoded(new Uint8Array([0xff, 0xfe, 0x20, 0x5f]))).toBe('张');
  });
  it('titles above the heads are passed over, and lines keep their numbers', () => {
    const lines = [
      ['在岗人员（演示）'],
      [],
      ['序号', '姓名', '手机号', ''],
      ['1', '甲', '1', 'x'],
      ['', '', ''],
      ['2', '乙', '2'],
    ];
    expect(must(tableOf({ name: '', lines }), 'table')).toEqual({
      name: '',
      heads: ['序号', '姓名', '手机号'],
      firstRow: 4,
      rows: [
        ['1', '甲', '1'],
        ['', '', ''],
        ['2', '乙', '2'],
      ],
    });
    expect(tableOf({ name: '', lines: [['姓名']] })).toBeNull();
  });
  it('what is no sheet is refused with a reason', async () => {
    for (const bytes of ['PK\u0003\u0004 not a zip', '']) {
      const read = await readSheetFile(new File([bytes], 'x.xlsx'));
      expect(isRefusal(read) && read.field).toBe('file');
    }
  });
});
