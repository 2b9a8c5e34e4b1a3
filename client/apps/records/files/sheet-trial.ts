import { computed, ref, shallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { kindOf } from '#shared/record/kinds.ts';
import { sheetColumnsOf } from '#shared/record/sheet.ts';
import { guessColumns } from '#shared/sheet/columns.ts';
import { mostSheetRows, type SheetAnswer, type SheetFault } from '#shared/wire/record-exports.ts';
import type { RecordFilesApi } from '../../../http/record-files-api.ts';
import { readSheetFile, type SheetTable } from '../../../sheets/sheet-file.ts';

export type Totals = Pick<SheetAnswer, 'added' | 'changed' | 'same' | 'refused'>;

/** A sheet on its way in: read here, tried by the server part by part, written when its bringer says so. */
export function makeSheetTrial(files: Pick<RecordFilesApi, 'bring'>) {
  const kindId = ref('dwelling');
  const table = shallowRef<SheetTable | null>(null);
  const columns = ref<(string | null)[]>([]);
  const totals = shallowRef<Totals | null>(null);
  const faults = shallowRef<SheetFault[]>([]);
  const refusal = shallowRef<Refusal | null>(null);
  const done = ref(0);
  const state = ref<'empty' | 'read' | 'trying' | 'tried' | 'writing' | 'written'>('empty');
  const kind = computed(() => must(kindOf(kindId.value), kindId.value));

  function guess(): void {
    [totals.value, faults.value, refusal.value] = [null, [], null];
    if (!table.value) return;
    columns.value = guessColumns(table.value.heads, sheetColumnsOf(kind.value));
    state.value = 'read';
  }
  async function take(file: File): Promise<void> {
    const heads = sheetColumnsOf(kind.value).flatMap(({ words }) => words);
    const read = await readSheetFile(file, heads);
    refusal.value = isRefusal(read) ? read : null;
    table.value = isRefusal(read) ? null : (read[0] ?? null);
    state.value = 'empty';
    if (!isRefusal(read)) guess();
  }
  /** Whatever stops on the way has written whole parts; the same again changes nothing in them. */
  async function send(write: boolean): Promise<void> {
    const sheet = table.value;
    if (!sheet) return;
    [state.value, done.value, refusal.value] = [write ? 'writing' : 'trying', 0, null];
    const part = { kind: kindId.value, columns: [...columns.value], write };
    const answer = await bringParts(files, sheet, part, (at) => (done.value = at));
    if (isRefusal(answer)) {
      [refusal.value, state.value] = [answer, 'read'];
      return;
    }
    const { sum, found } = answer;
    [totals.value, faults.value, state.value] = [sum, found, write ? 'written' : 'tried'];
  }
  return {
    kindId,
    kind,
    table,
    columns,
    totals,
    faults,
    refusal,
    done,
    state,
    guess,
    take,
    send,
    /** A column is one field's: who takes it takes it away from another. */
    tell(at: number, column: string | null): void {
      columns.value = columns.value.map((one, i) => (i === at ? column : one === column ? null : one));
      [totals.value, faults.value, state.value] = [null, [], 'read'];
    },
  };
}
export type SheetTrial = ReturnType<typeof makeSheetTrial>;

/** Brings a sheet part by part; answers what came of all of it. */
async function bringParts(
  files: Pick<RecordFilesApi, 'bring'>,
  { rows: all, firstRow }: SheetTable,
  part: { kind: string; columns: (string | null)[]; write: boolean },
  done: (rows: number) => void,
): Promise<{ sum: Totals; found: SheetFault[] } | Refusal> {
  const sum: Totals = { added: 0, changed: 0, same: 0, refused: 0 };
  const found: SheetFault[] = [];
  for (let at = 0; at < all.length; at += mostSheetRows) {
    const rows = all.slice(at, at + mostSheetRows);
    const answer = await files.bring({ ...part, rows, firstRow: firstRow + at });
    if (isRefusal(answer)) return answer;
    for (const key of ['added', 'changed', 'same', 'refused'] as const) sum[key] += answer[key];
    found.push(...answer.faults);
    done(at + rows.length);
  }
  return { sum, found };
}
