import { textIn } from '#shared/kernel/localized.ts';
import { language, t, wordOr } from '../../../locales/i18n.ts';
import type { SheetKind } from './sheet-kind.ts';

/** The words of a kind of sheet: its own where it has them, else those of every sheet; and what its columns are called. */
export function useSheetWords({ id, columns }: Pick<SheetKind, 'id' | 'columns'>) {
  const label = new Map(columns.map((column) => [column.field, column]));
  return {
    word: (key: string, values: Record<string, string | number> = {}): string =>
      wordOr(`admin.${id}.${key}`, t(`admin.import.${key}`, values), values),
    labelOf: (field: string): string => textIn(label.get(field), language()) ?? field,
  };
}
