import { computed, shallowRef } from 'vue';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import type { RowFile } from '#shared/pack/parts.ts';
import { cellsOfRow, rowHeads, rowOfCells, strangeHeads } from '#shared/pack/row-cells.ts';
import type { Row } from '#shared/pack/row-shape.ts';
import type { ConfiguredRow, PackPreview } from '#shared/wire/configuration.ts';
import type { AdminApi } from '../../../http/admin-api.ts';
import { openAsking } from '../../../http/asking.ts';
import { readSheetFile, type SheetTable } from '../../../sheets/sheet-file.ts';

/** The rows of a part as a sheet. */
export function sheetOfRows(part: RowFile, rows: readonly ConfiguredRow[]) {
  return { heads: rowHeads(part), rows: rows.map(({ body }) => cellsOfRow(part, body as Row)) };
}

export interface SheetFault {
  /** Of the file; 0: of no line. */
  line: number;
  key: string;
  field: string;
  fault: PackPreview['faults'][number];
}

/**
 * A sheet of rows on its way in: read, tried as a whole by the check of the pack, published at once or not at all. Rows that it does not name
 * stay as they are.
 */
export function openRowsSheet(admin: AdminApi, part: RowFile, now: readonly ConfiguredRow[]) {
  const versions = new Map(now.map(({ key, version }) => [key, version]));
  const lines = shallowRef<ReadonlyMap<string, number>>(new Map());
  const asked = shallowRef<readonly AskedRow[]>([]);
  const strange = shallowRef<readonly string[]>([]);
  const preview = shallowRef<PackPreview | null>(null);
  const { busy, refusal, answerTo } = openAsking();
  const counts = computed(() => {
    const of = (what: string): number =>
      preview.value?.rows.filter(({ change }) => change === what).length ?? 0;
    return { added: of('added'), changed: of('changed'), same: of('same') };
  });
  const faults = computed((): SheetFault[] =>
    (preview.value?.faults ?? [])
      .map((fault) => ({ line: lines.value.get(fault.key) ?? 0, key: fault.key, field: fault.field, fault }))
      .toSorted((a, b) => a.line - b.line),
  );

  async function look(): Promise<void> {
    preview.value = await answerTo('look', () =>
      admin.previewChange({ rows: [...asked.value], applies: 'open' }),
    );
  }
  return {
    preview,
    refusal,
    busy,
    counts,
    faults,
    strange,
    async bring(file: File): Promise<void> {
      preview.value = null;
      const tables = await readSheetFile(file, rowHeads(part));
      if (isRefusal(tables)) return void (refusal.value = tables);
      const table = tables[0];
      if (!table?.heads.includes('id'))
        return void (refusal.value = refuse('invalid', 'sheet-no-table', 'file'));
      const read = rowsOfTable(part, table, versions);
      strange.value = strangeHeads(part, table.heads);
      lines.value = read.lines;
      asked.value = read.asked;
      await look();
    },
    async publish(why: string): Promise<boolean> {
      // What stays as it is is no change of it.
      const isSame = new Set(
        preview.value?.rows.flatMap(({ key, change }) => (change === 'same' ? [key] : [])),
      );
      const rows = asked.value.filter(({ key }) => !isSame.has(key));
      return (await answerTo('write', () => admin.changePack({ rows, applies: 'open', why }))) !== null;
    },
  };
}

interface AskedRow {
  part: string;
  key: string;
  was: number;
  body: Row;
}

/** What a table asks for, row by row, and in which line of the file each stands. One without an id is known by its line. */
function rowsOfTable(
  part: RowFile,
  { heads, rows, firstRow }: SheetTable,
  versions: ReadonlyMap<string, number>,
) {
  const lines = new Map<string, number>();
  const asked = rows.map((cells, i): AskedRow => {
    const body = rowOfCells(part, heads, cells);
    const line = firstRow + i;
    const key = String(body['id'] ?? '') || `#${line}`;
    lines.set(key, line);
    return { part, key, was: versions.get(key) ?? 0, body };
  });
  return { lines, asked };
}
