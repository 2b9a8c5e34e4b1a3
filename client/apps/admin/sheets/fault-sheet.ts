import { isRefusal } from '#shared/kernel/refusal.ts';
import type { ImportRow, PeopleImport } from '#shared/wire/people.ts';
import { reasonOf } from '../../../locales/reason.ts';
import type { AdminApi } from '../../../http/admin-api.ts';

const page = 500;

/** Refused rows as they came, each with the number of its line and what is wrong with it: to be mended and brought again. */
export async function faultSheet(
  admin: Pick<AdminApi, 'importRows'>,
  { id, heads }: Pick<PeopleImport, 'id' | 'heads'>,
  t: (key: string) => string,
) {
  const rows: ImportRow[] = [];
  for (;;) {
    const answer = await admin.importRows(id, { verdict: 'refused', offset: rows.length, limit: page });
    if (isRefusal(answer) || answer.rows.length === 0) break;
    rows.push(...answer.rows);
    if (rows.length >= answer.total) break;
  }
  return {
    heads: [...heads, t('admin.import.line'), t('admin.import.wrong')],
    rows: rows.map(({ no, cells, faults }) => [
      ...heads.map((_, i) => cells[i] ?? ''),
      String(no),
      faults.map((one) => `${t(`admin.field.${one.field}`)}: ${reasonOf(one)}`).join('; '),
    ]),
  };
}
