import fc from 'fast-check';
import { expect, it } from 'vitest';
import { guessColumns } from '#shared/sheet/columns.ts';
import { asWritten, neutralised } from '#shared/sheet/formula.ts';

it.each(['=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", '=HYPERLINK("http://x")'])(
  '%j is not run by a spreadsheet',
  (text) => expect(neutralised(text)).toBe(`'${text}`),
);
it.each(['-5', '+3.5', '12%', '徐霞客镇', '139-0000', '', "it's"])('%j stays as it is', (text) =>
  expect(neutralised(text)).toBe(text),
);
it('every text comes back as it was', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `=${text}`),
        fc.string().map((text) => `'+${text}`),
      ),
      (text) => asWritten(neutralised(text)) === text,
    ),
  ));
it('heads are known whatever their width, case, blanks and notes, and no field twice', () => {
  const columns = [
    { field: 'name', words: ['姓名', 'Name'] },
    { field: 'phone', words: ['手机号', 'mobile'] },
  ];
  expect(guessColumns(['姓 名（必填）', 'ＭＯＢＩＬＥ', 'name', '备注'], columns)).toEqual([
    'name',
    'phone',
    null,
    null,
  ]);
});
