import { textIn } from '../kernel/localized.ts';
import type { ColumnWords } from '../sheet/columns.ts';
import { neutralised } from '../sheet/formula.ts';
import type { RecordField, RecordKind, Value } from './kind.ts';

/** Columns of a sheet of records that are no field of its kind. */
export const sheetExtras = ['key', 'lng', 'lat', 'confirmed'] as const;
export type SheetExtra = (typeof sheetExtras)[number];
/** What a column of a sheet holds: a field of the kind, or one of the extras behind a colon. */
export type SheetColumn = string;
const extraWords: Readonly<Record<SheetExtra, readonly string[]>> = {
  key: ['来源编号', '原编号', 'key', 'source key'],
  lng: ['经度', 'lng', 'lon', 'longitude'],
  lat: ['纬度', 'lat', 'latitude'],
  confirmed: ['上次确认', '采集日期', 'confirmed', 'last confirmed'],
};
export const extraColumn = (extra: SheetExtra): SheetColumn => `:${extra}`;

/** What the heads of a sheet of this kind may be called: names of its fields in every language, their ids, and the extras. */
export function sheetColumnsOf(kind: RecordKind): ColumnWords<SheetColumn>[] {
  return [
    ...kind.fields.map(({ id, name }) => ({ field: id, words: [...Object.values(name), id] })),
    ...sheetExtras.map((extra) => ({ field: extraColumn(extra), words: extraWords[extra] })),
  ];
}

/** What a column is called, for who reads faults. */
export function columnName(kind: RecordKind, column: SheetColumn, language: string): string {
  const field = kind.fields.find(({ id }) => id === column);
  if (field) return textIn(field.name, language);
  const extra = sheetExtras.find((one) => extraColumn(one) === column);
  return extra ? (extraWords[extra].at(language === 'zh' ? 0 : -1) ?? column) : column;
}

/**
 * A value as a cell of a file: choices by their names, lists joined, and what a spreadsheet would run neutralised. `titleOf` words
 * units and records by id.
 */
export function cellOf(
  field: RecordField,
  value: Value | null,
  language: string,
  titleOf: (id: string) => string,
): string {
  if (value === null) return '';
  const named = (id: string): string => {
    const choice = field.choices?.find((one) => one.id === id);
    return choice ? textIn(choice.name, language) : id;
  };
  const text = (): string => {
    switch (field.type) {
      case 'choice':
        return named(String(value));
      case 'choices':
        return Array.isArray(value)
          ? value.map(named).join(language === 'zh' ? '、' : ', ')
          : named(String(value));
      case 'yes-no':
        return language === 'zh' ? (value === true ? '是' : '否') : value === true ? 'yes' : 'no';
      case 'records':
        return Array.isArray(value)
          ? value.map(titleOf).join(language === 'zh' ? '、' : ', ')
          : titleOf(String(value));
      case 'record':
      case 'unit':
        return titleOf(String(value));
      default:
        return String(value);
    }
  };
  return neutralised(text());
}

/** A line of a CSV file (RFC 4180): cells with a comma, a quote or a line break stand in quotes. */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}
