import { computed, ref, shallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { guessColumns } from '#shared/sheet/columns.ts';
import { readSheetFile, type SheetTable } from '../../../sheets/sheet-file.ts';
import type { BroughtRow, BroughtSheet, RowView, SheetKind } from './sheet-kind.ts';

/** Rows brought in one request. */
const part = 400;
const pageRows = 100;
const lookMs = 700;

/** One sheet on its way in: read here, columns told, brought, tried, mended, written. */
export function openSheetImport(kind: SheetKind) {
  const file = ref('');
  const tables = shallowRef<readonly SheetTable[]>([]);
  const chosen = ref(0);
  const fields = ref<(string | null)[]>([]);
  const sheet = shallowRef<BroughtSheet | null>(null);
  const rows = shallowRef<readonly BroughtRow[]>([]);
  const total = ref(0);
  const view = ref<RowView>('refused');
  const busy = ref<'' | 'read' | 'bring' | 'try' | 'mend' | 'write'>('');
  const brought = ref(0);
  const tookMs = ref<number | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  let stopped = false;
  const table = computed(() => tables.value[chosen.value] ?? null);

  function fault<T>(answer: T | Refusal): answer is Refusal {
    refusal.value = isRefusal(answer) ? answer : null;
    return isRefusal(answer);
  }
  function forget(): void {
    file.value = '';
    tables.value = [];
    sheet.value = null;
    rows.value = [];
    busy.value = '';
    refusal.value = tookMs.value = null;
  }
  function choose(index: number): void {
    chosen.value = index;
    sheet.value = null;
    fields.value = guessColumns(table.value?.heads ?? [], kind.columns);
  }
  async function take(given: File): Promise<void> {
    forget();
    busy.value = 'read';
    const found = await readSheetFile(given, [], kind.columns);
    busy.value = '';
    if (fault(found)) return;
    file.value = given.name;
    tables.value = found;
    choose(0);
  }
  /** Brings every row, those again that were not taken, and tries them. */
  async function bring(): Promise<void> {
    const from = table.value;
    if (!from) return;
    busy.value = 'bring';
    brought.value = 0;
    const begun = await kind.begin({
      file: file.value.slice(0, 200),
      sheet: from.name.slice(0, 100),
      heads: from.heads,
      fields: fields.value,
      rows: from.rows.length,
    });
    if (fault(begun)) return void (busy.value = '');
    for (let at = 0; at < from.rows.length; at += part) {
      const some = from.rows
        .slice(at, at + part)
        .map((row) => row.map((cell) => cell.slice(0, kind.mostInCell)));
      const put = await kind.put(begun.id, at + from.firstRow, some);
      if (fault(put)) return void (busy.value = '');
      brought.value = Math.min(from.rows.length, at + part);
    }
    sheet.value = begun;
    await retry();
  }
  async function retry(): Promise<void> {
    if (!sheet.value) return;
    busy.value = 'try';
    const began = performance.now();
    const tried = await kind.trial(sheet.value.id);
    busy.value = '';
    if (fault(tried)) return;
    tookMs.value = performance.now() - began;
    sheet.value = tried;
    if (tried.counts.refused === 0 && view.value === 'refused') view.value = 'new';
    await look(view.value);
  }
  /** Rows of a kind; more of them behind those that are shown. */
  async function look(what: RowView, more = false): Promise<void> {
    if (!sheet.value) return;
    view.value = what;
    const offset = more ? rows.value.length : 0;
    const page = await kind.page(sheet.value.id, { verdict: what, offset, limit: pageRows });
    if (fault(page) || what !== view.value) return;
    rows.value = more ? [...rows.value, ...page.rows] : page.rows;
    total.value = page.total;
  }
  /** Another meaning of the columns of what was brought already. */
  async function remap(next: (string | null)[]): Promise<void> {
    fields.value = next;
    if (!sheet.value) return;
    busy.value = 'try';
    const answer = await kind.remap(sheet.value.id, next);
    busy.value = '';
    if (fault(answer)) return;
    await retry();
  }
  /** One cell is mended where it stands, and the sheet tried anew. */
  async function mend(row: BroughtRow, column: number, text: string): Promise<void> {
    if (!sheet.value || row.cells[column] === text) return;
    busy.value = 'mend';
    const cells = row.cells.map((cell, i) => (i === column ? text : cell));
    const put = await kind.put(sheet.value.id, row.no, [cells]);
    busy.value = '';
    if (fault(put)) return;
    await retry();
  }
  async function write(): Promise<void> {
    if (!sheet.value) return;
    busy.value = 'write';
    const answer = await kind.commit(sheet.value.id);
    if (fault(answer)) return void (busy.value = '');
    sheet.value = answer;
    await follow();
  }
  /** Looks at a job until it ends; a line that is lost is found again. */
  async function follow(): Promise<void> {
    busy.value = 'write';
    while (!stopped && sheet.value?.state === 'running') {
      await new Promise((done) => setTimeout(done, lookMs));
      const answer = await kind.find(sheet.value.id);
      if (!fault(answer)) sheet.value = answer;
    }
    busy.value = '';
    await look(view.value);
  }
  /** Opens what was brought before. */
  async function open(one: Pick<BroughtSheet, 'id'>): Promise<void> {
    forget();
    const answer = await kind.find(one.id);
    if (fault(answer)) return;
    file.value = answer.file;
    fields.value = [...answer.fields];
    sheet.value = answer;
    await look(answer.counts.refused > 0 ? 'refused' : 'new');
    if (answer.state === 'running') void follow();
  }
  return {
    kind,
    file,
    tables,
    table,
    chosen,
    fields,
    sheet,
    rows,
    total,
    view,
    busy,
    brought,
    tookMs,
    refusal,
    take,
    choose,
    bring,
    retry,
    look,
    remap,
    mend,
    write,
    open,
    forget,
    stop: () => (stopped = true),
  };
}
export type SheetImport = ReturnType<typeof openSheetImport>;
