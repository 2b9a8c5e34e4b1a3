import { isRefusal } from '#shared/kernel/refusal.ts';
import { reasonOf } from '../../../locales/reason.ts';
import type { BroughtRow, BroughtSheet, SheetKind } from './sheet-kind.ts';

const page = 500;

/** Refused rows as they came, each with the number of its line and what is wrong with it: to be mended and brought again. */
export async function faultSheet(
  kind: Pick<SheetKind, 'page'>,
  { id, heads }: Pick<BroughtSheet, 'id' | 'heads'>,
  t: (key: string) => string,
  labelOf: (field: string) => string,
) {
  const rows: BroughtRow[] = [];
  for (;;) {
    const answer = await kind.page(id, { verdict: 'refused', offset: rows.length, limit: page });
    if (isRefusal(answer) || answer.rows.length === 0) break;
    rows.push(...answer.rows);
    if (rows.length >= answer.total) break;
  }
  return {
    heads: [...heads, t('admin.import.line'), t('admin.import.wrong')],
    rows: rows.map(({ no, cells, faults }) => [
      ...heads.map((_, i) => cells[i] ?? ''),
      String(no),
      faults.map((one) => `${labelOf(one.field)}: ${reasonOf(one)}`).join('; '),
    ]),
  };
}
