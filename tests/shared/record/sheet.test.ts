import fc from 'fast-check';
import papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { exportState, needsSecond } from '#shared/record/export.ts';
import { fieldOf, kindOf, recordKinds } from '#shared/record/kinds.ts';
import { cellOf, csvLine, sheetColumnsOf } from '#shared/record/sheet.ts';
import { readSheetRow } from '#shared/record/sheet-rows.ts';
import { guessColumns } from '#shared/sheet/columns.ts';
import { asWritten } from '#shared/sheet/formula.ts';

const people = must(kindOf('person'), 'person');
const firm = must(kindOf('firm'), 'firm');
const ground = { unitOf: (text: string) => (text === '水务局' ? 'water' : undefined) };
const read = (kind: typeof people, heads: string[], cells: string[]) =>
  readSheetRow(kind, guessColumns(heads, sheetColumnsOf(kind)), cells, ground);

describe('a file of records', () => {
  it('nothing in it is run by a spreadsheet, and every text comes back as it was', () => {
    const field = must(fieldOf(firm, 'name'), 'name');
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom('=1+1', '@SUM(A1)', '-2+3', '＝HYPERLINK("x")', "'=x", 'a,b', '"', 'x\ny'),
          ),
          { minLength: 2, maxLength: 5 },
        ),
        (texts) => {
          const cells = texts.map((text) => cellOf(field, text, 'zh', String));
          for (const cell of cells) expect(/^[=@\t\r＝＋－＠]/u.test(cell), cell).toBe(false);
          const [line] = papa.parse<string[]>(csvLine(cells).slice(0, -2), {
            newline: '\r\n',
            delimiter: ',',
          }).data;
          expect(line?.map(asWritten)).toEqual(texts);
        },
      ),
    );
  });

  it('says choices, lists, units and records by their names', () => {
    const named = (id: string) => ({ '0123456789ab': '天鹤一村 9 幢 603' })[id] ?? id;
    const cell = (id: string, value: never, language = 'zh') =>
      cellOf(must(fieldOf(people, id), id), value, language, named);
    expect(cell('stay', 'floating' as never)).toBe('流动人口');
    expect(cell('attention', ['alone', 'elderly'] as never)).toBe('独居、高龄');
    expect(cell('attention', ['alone', 'elderly'] as never, 'en')).toBe('Lives alone, Very old');
    expect(cell('dwelling', '0123456789ab' as never)).toBe('天鹤一村 9 幢 603');
    expect(cell('birth', null as never)).toBe('');
  });

  it.each([
    ['person', ['dwelling'], true],
    ['dwelling', ['address', 'use'], false],
    ['dwelling', ['address', 'landlord'], true],
    ['firm', ['name', 'phone'], true],
    ['firm', ['name', 'code'], false],
  ])('a file of %s with %j needs a second person: %s', (kind, fields, needed) => {
    expect(needsSecond(must(kindOf(kind), kind), fields)).toBe(needed);
  });

  it.each([
    [{ needsWord: false, granted: null, askedAt: 0, decidedAt: null }, 0, 'ready'],
    [{ needsWord: false, granted: null, askedAt: 0, decidedAt: null }, 4 * dayMs, 'over'],
    [{ needsWord: true, granted: null, askedAt: 0, decidedAt: null }, 4 * dayMs, 'waits'],
    [{ needsWord: true, granted: null, askedAt: 0, decidedAt: null }, 31 * dayMs, 'over'],
    [{ needsWord: true, granted: true, askedAt: 0, decidedAt: 4 * dayMs }, 5 * dayMs, 'ready'],
    [{ needsWord: true, granted: true, askedAt: 0, decidedAt: 4 * dayMs }, 8 * dayMs, 'over'],
    [{ needsWord: true, granted: false, askedAt: 0, decidedAt: dayMs }, dayMs, 'refused'],
  ] as const)('%j at %d is %s', (file, now, state) => {
    expect(exportState(file, now)).toBe(state);
  });
});

describe('a sheet of records', () => {
  it('finds the columns of every kind by the names of its fields, in both languages and by id', () => {
    for (const kind of recordKinds)
      for (const heads of [
        kind.fields.map(({ name }) => name.zh),
        kind.fields.map(({ name }) => name.en),
        kind.fields.map(({ id }) => id),
      ])
        expect(guessColumns(heads, sheetColumnsOf(kind)), `${kind.id} ${heads.join()}`).toEqual(
          kind.fields.map(({ id }) => id),
        );
  });

  it('reads what people write', () => {
    const { row, faults } = read(
      people,
      ['姓名', '证件号', '出生日期', '居住状态', '关注', '住址', '经度', '纬度', '上次确认'],
      [
        '陶丽华',
        '',
        '1960年2月3日',
        '流动人口',
        '独居，高龄',
        '天鹤一村 9 幢 603',
        '119.5',
        '31',
        '2026/11/1',
      ],
    );
    expect(faults).toEqual([]);
    expect(row).toMatchObject({
      key: '陶丽华 | 天鹤一村 9 幢 603',
      values: { name: '陶丽华', birth: '1960-02-03', stay: 'floating', attention: ['alone', 'elderly'] },
      refs: [{ field: { id: 'dwelling' }, text: '天鹤一村 9 幢 603' }],
      place: { lng: 119.5, lat: 31 },
      confirmedAt: Date.UTC(2026, 10, 1),
    });
    expect(read(firm, ['名称', '统一社会信用代码'], ['恒润', '91320000MADEMO123X']).row?.key).toBe(
      'code 91320000MADEMO123X',
    );
  });

  it('names every faulty cell of a row, not the first alone', () => {
    const { row, faults } = read(
      people,
      ['姓名', '证件号', '手机', '出生日期', '居住状态', '经度', '纬度', '上次确认'],
      ['', '320000194401020021', '电话', '昨天', '搬来的', '500', 'x', '去年'],
    );
    expect(row).toBeNull();
    expect(faults.map(({ column, reason }) => [column, reason.id])).toEqual([
      ['name', 'record-field-needed'],
      ['identity', 'identity-check'],
      ['phone', 'record-phone'],
      ['birth', 'record-date'],
      ['stay', 'record-choice'],
      [':lng', 'record-place'],
      [':lat', 'record-place'],
      [':confirmed', 'record-date'],
    ]);
    expect(read(firm, ['名称', '用工'], ['x', '十个']).faults).toMatchObject([
      { column: 'staff', value: '十个' },
    ]);
  });
});
