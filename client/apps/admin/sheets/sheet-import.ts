import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { guessColumns } from '#shared/sheet/columns.ts';
import { readSheetFile, type SheetTable } from '../../../sheets/sheet-file.ts';
import { holdSheet, type HeldSheet } from './held-sheet.ts';
import type { BroughtSheet, RowView, SheetKind } from './sheet-kind.ts';
import { openSheetTrial } from './sheet-trial.ts';

/** Rows brought in one request. */
const part = 400;
const lookMs = 700;

/** One sheet on its way in: read here, columns told, brought, tried, mended, written. */
export function openSheetImport(kind: SheetKind) {
  const held = holdSheet(kind);
  const trial = openSheetTrial(held);
  return { ...held, ...trial, ...openBringing(held, trial.retry), ...openWriting(held, trial.look) };
}
export type SheetImport = ReturnType<typeof openSheetImport>;

/** From the file to the server. */
function openBringing(held: HeldSheet, retry: () => Promise<void>) {
  const { kind, answerTo, file, tables, table, chosen, fields, sheet, brought } = held;
  function choose(index: number): void {
    chosen.value = index;
    sheet.value = null;
    fields.value = guessColumns(table.value?.heads ?? [], kind.columns);
  }
  async function send({ name, heads, rows, firstRow }: SheetTable): Promise<BroughtSheet | Refusal> {
    const begun = await kind.begin({
      file: file.value.slice(0, 200),
      sheet: name.slice(0, 100),
      heads,
      fields: fields.value,
      rows: rows.length,
    });
    if (isRefusal(begun)) return begun;
    for (let at = 0; at < rows.length; at += part) {
      const some = rows.slice(at, at + part).map((row) => row.map((cell) => cell.slice(0, kind.mostInCell)));
      const put = await kind.put(begun.id, at + firstRow, some);
      if (isRefusal(put)) return put;
      brought.value = Math.min(rows.length, at + part);
    }
    return begun;
  }
  return {
    choose,
    async take(given: File): Promise<void> {
      held.forget();
      const found = await answerTo('read', () => readSheetFile(given, [], kind.columns));
      if (!found) return;
      file.value = given.name;
      tables.value = found;
      choose(0);
    },
    /** Brings every row, those again that were not taken, and tries them. */
    async bring(): Promise<void> {
      const from = table.value;
      if (!from) return;
      brought.value = 0;
      const begun = await answerTo('bring', () => send(from));
      if (!begun) return;
      sheet.value = begun;
      await retry();
    },
  };
}

/** From the server into the record, by a job that goes on without this page. */
function openWriting(held: HeldSheet, look: (what: RowView) => Promise<void>) {
  const { kind, answerTo, busy, refusal, file, fields, sheet, view } = held;
  let stopped = false;
  /** Looks at a job until it ends; a line that is lost is found again. */
  async function follow(): Promise<void> {
    busy.value = 'write';
    while (!stopped && sheet.value?.state === 'running') {
      await new Promise((done) => setTimeout(done, lookMs));
      const answer = await kind.find(sheet.value.id);
      refusal.value = isRefusal(answer) ? answer : null;
      if (!isRefusal(answer)) sheet.value = answer;
    }
    busy.value = '';
    await look(view.value);
  }
  return {
    async write(): Promise<void> {
      const { id } = sheet.value ?? {};
      const begun = id === undefined ? null : await answerTo('write', () => kind.commit(id));
      if (!begun) return;
      sheet.value = begun;
      await follow();
    },
    /** Opens what was brought before. */
    async open({ id }: Pick<BroughtSheet, 'id'>): Promise<void> {
      held.forget();
      const answer = await kind.find(id);
      refusal.value = isRefusal(answer) ? answer : null;
      if (isRefusal(answer)) return;
      file.value = answer.file;
      fields.value = [...answer.fields];
      sheet.value = answer;
      await look(answer.counts.refused > 0 ? 'refused' : 'new');
      if (answer.state === 'running') void follow();
    },
    stop: () => (stopped = true),
  };
}
