import { computed, ref, shallowRef } from 'vue';
import { openAsking } from '../../../http/asking.ts';
import type { SheetTable } from '../../../sheets/sheet-file.ts';
import type { BroughtRow, BroughtSheet, RowView, SheetKind } from './sheet-kind.ts';

/** What a page holds of one sheet: the file, what its columns are, what the server has of it, and the rows that are looked at. */
export function holdSheet(kind: SheetKind) {
  const asking = openAsking<'read' | 'bring' | 'try' | 'mend' | 'write'>();
  const tables = shallowRef<readonly SheetTable[]>([]);
  const chosen = ref(0);
  const held = {
    kind,
    ...asking,
    file: ref(''),
    tables,
    table: computed(() => tables.value[chosen.value] ?? null),
    chosen,
    fields: ref<(string | null)[]>([]),
    sheet: shallowRef<BroughtSheet | null>(null),
    rows: shallowRef<readonly BroughtRow[]>([]),
    total: ref(0),
    view: ref<RowView>('refused'),
    brought: ref(0),
    tookMs: ref<number | null>(null),
  };
  return {
    ...held,
    forget(): void {
      held.file.value = '';
      tables.value = [];
      held.sheet.value = null;
      held.rows.value = [];
      asking.busy.value = '';
      asking.refusal.value = held.tookMs.value = null;
    },
  };
}
export type HeldSheet = ReturnType<typeof holdSheet>;
