import type { IncidentRow } from '#shared/views/board.ts';
import { language, say } from '../../../locales/i18n.ts';
import { remaining } from '../../../telling/remaining.ts';
import type { County } from '../county.ts';
import type { ReceiptLine } from '../frame/wall-receipts.ts';

/** Matters that the wall holds itself, as lines of a receipt: what is left of their time, or how late they are. */
export function rowLines(rows: readonly IncidentRow[], county: County, now: number): ReceiptLine[] {
  return rows.map((row) => {
    const unit = row.lead === null ? undefined : county.units.get(row.lead);
    return {
      key: row.id,
      title: row.title,
      note: unit ? say(unit.name) : '',
      incident: row.id,
      tone: row.overdue ? 'rose' : 'plain',
      value: remaining(row.dueAt, now, language()).text,
    };
  });
}
