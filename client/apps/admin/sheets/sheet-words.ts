import { textIn } from '#shared/kernel/localized.ts';
import { useI18n } from 'vue-i18n';
import { language } from '../../../locales/i18n.ts';
import type { SheetKind } from './sheet-kind.ts';

/** The words of a kind of sheet: its own where it has them, else those of every sheet; and what its columns are called. */
export function useSheetWords({ id, columns }: Pick<SheetKind, 'id' | 'columns'>) {
  const { t, te } = useI18n();
  const label = new Map(columns.map((column) => [column.field, column]));
  return {
    word: (key: string, values: Record<string, string | number> = {}): string =>
      t(te(`admin.${id}.${key}`) ? `admin.${id}.${key}` : `admin.import.${key}`, values),
    labelOf: (field: string): string => textIn(label.get(field), language()) ?? field,
  };
}
