import { ref, shallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PackPreview, PackVersionTold } from '#shared/wire/configuration.ts';
import type { AdminApi } from '../../../http/admin-api.ts';
import { openAsking } from '../../../http/asking.ts';
import {
  cellRows,
  formerlyRow,
  heirRows,
  partsNamingGrids,
  unitRows,
  widerRows,
  type AskedRow,
} from './grid-rows.ts';
import type { GridTable } from './grid-table.ts';

/** What was drawn on its way to the county: looked at, published, taken back. */
export function openGridChange(admin: AdminApi) {
  const since = ref('');
  const why = ref('');
  const preview = shallowRef<PackPreview | null>(null);
  const history = shallowRef<readonly PackVersionTold[] | null>(null);
  const { busy, refusal, answerTo } = openAsking();
  let asked: AskedRow[] = [];
  return {
    since,
    why,
    preview,
    history,
    refusal,
    busy,
    async look(table: GridTable, sinceAt: number | null): Promise<void> {
      const at = sinceAt === null ? {} : { since: sinceAt };
      preview.value = await answerTo('look', async () => {
        const rows = await rowsOf(admin, table);
        if (isRefusal(rows)) return rows;
        asked = rows;
        return admin.previewChange({ rows, ...at });
      });
    },
    /** Writes what was looked at; true when it holds. */
    async write(sinceAt: number | null): Promise<boolean> {
      const at = sinceAt === null ? {} : { since: sinceAt };
      const body = { rows: asked, why: why.value.trim(), ...at };
      return (await answerTo('write', () => admin.changePack(body))) !== null;
    },
    undo: async (version: number): Promise<boolean> =>
      (await answerTo('undo', () => admin.undoPack({ version, why: why.value.trim() }))) !== null,
    async readHistory(): Promise<void> {
      const answer = await admin.packHistory({ part: 'grids', limit: 10 });
      history.value = isRefusal(answer) ? [] : answer;
    },
  };
}
export type GridChange = ReturnType<typeof openGridChange>;

/** Every row that must change with what was drawn: cells, and whoever names one that is no more. */
async function rowsOf(admin: AdminApi, table: GridTable): Promise<AskedRow[] | Refusal> {
  const { begin } = table;
  const now = table.table.value;
  const grids = await admin.configured('grids');
  if (isRefusal(grids)) return grids;
  const rows = [...cellRows(begin, now, grids), ...widerRows(begin, now, grids)];
  if ([...now.wider.values()].some(({ unit }) => unit)) {
    const units = await admin.configured('units');
    if (isRefusal(units)) return units;
    rows.push(...unitRows(begin, now, units, table.placeIn));
  }
  if (now.heirs.size === 0) return rows;
  for (const part of partsNamingGrids) {
    const naming = await admin.configured(part);
    if (isRefusal(naming)) return naming;
    rows.push(...heirRows(part, naming, now.heirs));
  }
  const head = await admin.configured('pack');
  return isRefusal(head) ? head : [...rows, formerlyRow(head, now.heirs)];
}
