import { because, type Reason } from '#shared/kernel/reasons.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import type { Cell } from '#shared/grid/tree.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { placeUnits, type ResponsibilityRule } from '#shared/pack/responsibility.ts';
import { makeMatrix } from '#shared/responsibility/matrix.ts';
import { wantCell, wantId } from './check-references.ts';
import type { ReadPack } from './read.ts';

/** Blames rules that name what is not there, and matters that nobody leads somewhere. */
export function checkResponsibility(read: ReadPack): void {
  const { rows, blame } = read;
  const classes = new Set(rows.catalogue.map(({ row }) => inRecord(row.class)));
  for (const { index, row } of rows.responsibility) {
    if (!placeUnits.some((one) => one === row.unit))
      wantId(read, 'responsibility', [index, 'unit'], 'units', row.unit);
    checkItems(read, index, row, classes);
    if (row.area !== 'all' && 'grid' in row.area && !read.ids.dedicated.has(row.area.grid))
      wantCell(read, 'responsibility', [index, 'area', 'grid'], row.area.grid);
  }
  // Without rules everything is left to the catalogue.
  if (read.ids.responsibility.size === 0) return;
  const gaps = findGaps(read);
  for (const { index, row } of rows.catalogue) {
    const areas = gaps.get(row.id) ?? [];
    if (areas.length > 0)
      blame('catalogue.json', [index], because('check-no-lead', { item: row.id, areas: areas.join(', ') }));
  }
}

function checkItems(
  { ids, blame }: ReadPack,
  index: number,
  { items }: ResponsibilityRule,
  classes: ReadonlySet<string>,
): void {
  const at = (keys: PropertyKey[], reason: Reason): void =>
    blame('responsibility.json', [index, 'items', ...keys], reason);
  if (items === 'all') return;
  if ('class' in items && !classes.has(items.class))
    at(['class'], because('check-no-class', { class: items.class }));
  if ('items' in items)
    items.items.forEach((item, i) => {
      if (!ids.catalogue.has(item)) at(['items', i], because('check-no-item', { item }));
    });
}

/** First-level areas, by item, in any part of which nobody leads. */
function findGaps({ rows, grid }: ReadPack): Map<string, string[]> {
  const catalogue = rows.catalogue.map(({ row }): CatalogueItem => row);
  const matrix = makeMatrix(
    rows.responsibility.map(({ row }) => row),
    catalogue,
    rows.units.map(({ row }) => row),
    rows.police.map(({ row }) => row),
  );
  const gaps = new Map<string, string[]>();
  const parts = (grid?.levels[1] ?? []).map((cell) => [cell.parent ?? '', cell.id]);
  for (const { id } of catalogue) {
    // Who leads at no place in particular leads everywhere.
    if (matrix.responsibleUnits([], id)[0]?.role === 'lead') continue;
    const missing = new Set(
      parts.filter((chain) => matrix.responsibleUnits(chain, id)[0]?.role !== 'lead').map(([wide]) => wide),
    );
    if (missing.size > 0)
      gaps.set(
        id,
        (grid?.levels[0] ?? []).filter((cell) => missing.has(cell.id)).map((cell) => `"${cell.id}"`),
      );
  }
  return gaps;
}

/** Blames what is fixed for a post that nobody holds, twice for one, or for one of two posts only. */
export function checkSix(read: ReadPack): void {
  const { rows, grid, ids, blame } = read;
  const held = new Set<string>();
  const level = (cell: string | undefined): Cell['level'] | undefined => grid?.byId.get(cell ?? '')?.level;
  for (const { row } of rows.staff) {
    held.add(`${level(row.grid)} ${row.post}`);
    held.add(`${row.grid} ${row.post}`);
  }
  const fixed = new Set<string>();
  for (const { index, row } of rows.six) {
    wantCell(read, 'six', [index, 'grid'], row.grid);
    const found = level(row.grid);
    if (found !== undefined && found !== row.level)
      blame(
        'six.json',
        [index, 'level'],
        because('check-grid-level', { grid: row.grid ?? '', level: found }),
      );
    const key = `${row.grid ?? row.level} ${row.post}`;
    if (grid && ids.staff.size > 0 && !held.has(key))
      blame('six.json', [index, 'post'], because('check-post-nobody-there', { post: row.post }));
    if (fixed.has(key)) blame('six.json', [index], because('check-six-twice', { post: row.post }));
    fixed.add(key);
  }
  if (ids.six.size === 0) return;
  for (const key of held)
    if (/^[123] /.test(key) && !fixed.has(key))
      blame('six.json', [], because('check-six-none', { post: key.slice(2), level: key.slice(0, 1) }));
}

/** Blames police beats that name what is not there or overlap. */
export function checkPolice(read: ReadPack): void {
  const taken = new Map<string, string>();
  for (const { index, row } of read.rows.police) {
    wantId(read, 'police', [index, 'unit'], 'units', row.unit);
    row.grids.forEach((cell, i) => {
      wantCell(read, 'police', [index, 'grids', i], cell);
      const other = taken.get(cell);
      if (other !== undefined)
        read.blame('police.json', [index, 'grids', i], because('check-beat', { grid: cell, other }));
      taken.set(cell, row.id);
    });
  }
}
