import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Topology } from 'topojson-specification';
import { because } from '#shared/kernel/reasons.ts';
import { toldOf, type Told } from '#shared/kernel/refusal.ts';
import { renameCells } from '#shared/grid/rename.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import { cellBody, type CellBodies, type CellBody } from '#shared/pack/cell.ts';
import { rowFiles, usualRows, type RowFile } from '#shared/pack/parts.ts';
import { packHead, type Pack, type PackHead } from '#shared/pack/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { checkPack } from './check.ts';
import { toldOfFault, type Blame } from './fault.ts';
import type { LoadedPack } from './loaded.ts';
import { isRedrawn } from './outlines.ts';
import { redraw } from './redrawn.ts';
import { joinPack, parseOne, type Placed, type ReadPack } from './read.ts';

/** One row of a pack as it is to be: `body` null takes it out. */
export interface PackRow {
  /** A file of rows by its name (`units`, `rules` …), `pack` for what is one of a kind, `grids` for cells. */
  part: string;
  /** The row's id; of `pack` its key (`policy`); of `grids` the cell. */
  key: string;
  body: unknown;
}
/** What is wrong with a row, and where in it. */
export interface RowFault extends Told {
  part: string;
  /** Empty where it is the part as a whole. */
  key: string;
  /** Inside the row: `limits.whole.amount`; empty for the row itself. */
  field: string;
}

/** What of `pack.json` can be another while a county is open. Its id, code and map are what everything else is kept by. */
export const headKeys = [
  'identity',
  'calendar',
  'policy',
  'models',
  'procedures',
  'formerly',
  'listedNotice',
] as const;
const rowParts = Object.keys(rowFiles) as RowFile[];
/** Parts that can be changed row by row. */
export const changeableParts: readonly string[] = ['pack', 'grids', ...rowParts];

type Base = Pick<LoadedPack, 'pack' | 'grid' | 'outlines'>;
export interface Revised {
  pack: Pack | null;
  grid: GridTree;
  cells: CellBodies;
  /** The map file, where outlines were drawn anew. */
  map?: Topology;
  faults: RowFault[];
}

/**
 * A pack with some rows changed, under the same check as a folder. Rows that were there keep their places and what comes stands
 * behind them, so that an ordinal never changes. A part that nothing changed is the very part of `base`.
 */
export function revise(base: Base, rows: readonly PackRow[]): Revised {
  const faults: RowFault[] = [];
  const last = lastOfEach(rows);
  const order = new Map<string, readonly string[]>();
  const blame: Blame = (file, keys, reason) => {
    const part = file.replace(/\.json$/, '');
    const [first, ...rest] = keys;
    const key = typeof first === 'number' ? (order.get(part)?.[first] ?? '') : String(first ?? '');
    faults.push({ part, key, field: rest.map(String).join('.'), ...toldOfFault(reason) });
  };
  for (const { part, key } of rows)
    if (!changeableParts.includes(part)) faults.push({ part, key, field: '', ...toldOf(noPart) });
  const cells = cellsOf(base.grid, last.get('grids') ?? new Map(), blame);
  const redrawn = faults.length === 0 && isRedrawn(cells) ? redraw(base.outlines, cells, blame) : null;
  const grid = redrawn?.grid ?? renameCells(base.grid, namesOf(cells));
  const head = headWith(base, last.get('pack') ?? new Map(), blame);
  for (const [id, cell] of cells)
    if (cell === null && head.formerly?.grids[id] === undefined)
      blame('grids', [id], because('grid-no-heir', { grid: id }));
  const read = layRows(base, last, order, blame);
  checkPack({
    ...read,
    id: base.pack.identity.id,
    head,
    survey: null,
    grid,
    isReadable: true,
    faults: [],
    blame,
  });
  const joined = faults.length === 0 ? joinPack({ ...read, head } as ReadPack) : null;
  return {
    pack: joined && sameParts(base.pack, joined, last),
    grid,
    cells,
    ...(redrawn && { map: redrawn.map }),
    faults,
  };
}

/** The cells for which the map file of the folder is drawn anew; null where names alone change, or something keeps it from being drawn. */
export function cellsToDraw({ grid }: Pick<Base, 'grid'>, rows: readonly PackRow[]): CellBodies | null {
  let isSound = rows.every(({ part }) => changeableParts.includes(part));
  const cells = cellsOf(grid, lastOfEach(rows).get('grids') ?? new Map(), () => void (isSound = false));
  return isSound && isRedrawn(cells) ? cells : null;
}

const noPart = because('pack-no-part', { parts: changeableParts.join(', ') });

type LastRows = ReadonlyMap<string, ReadonlyMap<string, unknown>>;
/** By part and key, what each row is to be in the end, in order of their first change. */
function lastOfEach(rows: readonly PackRow[]): LastRows {
  const parts = new Map<string, Map<string, unknown>>();
  for (const { part, key, body } of rows) {
    const own = parts.get(part) ?? new Map<string, unknown>();
    parts.set(part, own);
    // What was taken out and comes again comes as new.
    if (own.get(key) === null && body !== null) own.delete(key);
    own.set(key, body);
  }
  return parts;
}

/**
 * Cells as they are to be. One that the map does not have comes with a grid above it, with its ground, or with one that goes below it;
 * without, it is a slip.
 */
function cellsOf(
  grid: GridTree,
  changes: ReadonlyMap<string, unknown>,
  blame: Blame,
): Map<string, CellBody | null> {
  const cells = new Map<string, CellBody | null>();
  const above = new Set([...changes.values()].map((body) => (body as Partial<CellBody> | null)?.parent));
  for (const [key, body] of changes) {
    const read = body === null ? null : parseOne(cellBody, body, 'grids', blame, [key]);
    if (body !== null && read === null) continue;
    const isNew = !grid.byId.has(key);
    if (isNew && read && read.shape === undefined && read.parent === undefined && !above.has(key))
      blame('grids', [key], because('pack-no-cell'));
    if (isNew && !cellId.test(key)) blame('grids', [key], because('grid-id'));
    // Came and went again.
    else if (!isNew || read) cells.set(key, read);
  }
  return cells;
}
const cellId = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
const namesOf = (cells: CellBodies): Map<string, string> =>
  new Map([...cells].flatMap(([id, body]) => (body ? [[id, body.name]] : [])));

function headWith({ pack }: Base, changes: ReadonlyMap<string, unknown>, blame: Blame): PackHead {
  const { identity, calendar, policy, demo, models, formerly, listedNotice } = pack;
  const head: PackHead = {
    identity,
    calendar,
    policy,
    procedures: builtInOf(pack),
    ...(demo && { demo }),
    ...(models && { models }),
    ...(formerly && { formerly }),
    ...(listedNotice && { listedNotice }),
  };
  for (const [key, body] of changes) {
    const known = headKeys.find((one) => one === key);
    if (!known) {
      blame('pack', [key], because('pack-fixed-but', { parts: headKeys.join(', ') }));
      continue;
    }
    const read = parseOne(packHead.shape[known] as z.ZodType, body ?? undefined, 'pack', blame, [known]);
    if (read === null && body !== null) continue;
    if (read === null && !packHead.shape[known].safeParse(undefined).success)
      blame('pack', [known], because('check-must-be'));
    else Object.assign(head, { [known]: read ?? undefined });
  }
  for (const fixed of ['id', 'code', 'map'] as const)
    if (!isDeepStrictEqual(identity[fixed], head.identity[fixed]))
      blame('pack', ['identity', fixed], because('pack-fixed'));
  return head;
}

const builtInOf = ({ procedures }: Pack): string[] => procedures.filter(isBuiltIn).map(({ id }) => id);
const isBuiltIn = (one: Pack['procedures'][number]): boolean =>
  builtInProcedures.has(one.id) && isDeepStrictEqual(builtInProcedures.get(one.id), one);

function layRows(
  { pack }: Base,
  last: LastRows,
  order: Map<string, readonly string[]>,
  blame: Blame,
): Pick<ReadPack, 'rows' | 'ids' | 'partial'> {
  const rows: Partial<Record<RowFile, Placed<unknown>[]>> = {};
  const ids: Partial<Record<RowFile, ReadonlySet<string>>> = {};
  const partial = new Set<RowFile>();
  for (const part of rowParts) {
    const before: readonly { id: string }[] =
      part === 'procedures'
        ? pack.procedures.filter((one) => !isBuiltIn(one))
        : (pack[part] ?? usualRows[part] ?? []);
    const made = new Map<string, unknown>(before.map((row) => [row.id, row]));
    const changes = last.get(part) ?? new Map<string, unknown>();
    for (const [key, body] of changes) {
      if (body === null) made.delete(key);
      else made.set(key, body);
    }
    const keys = [...made.keys()];
    order.set(part, keys);
    ids[part] = new Set(keys);
    rows[part] = keys.flatMap((key, index) => {
      if (!changes.has(key)) return [{ index, row: made.get(key) }];
      const row = parseOne(rowFiles[part] as z.ZodType, made.get(key), `${part}.json`, blame, [index]);
      if (row === null) partial.add(part);
      else if ((row as { id: string }).id !== key)
        blame(`${part}.json`, [index, 'id'], because('pack-id-stays', { id: key }));
      return row === null ? [] : [{ index, row }];
    });
    for (const [key, body] of changes)
      if (part === 'sensors' && body === null) blame(part, [key], keepsNumber);
  }
  return { rows: rows as ReadPack['rows'], ids: ids as ReadPack['ids'], partial };
}

const keepsNumber = because('pack-sensor-stays');

/** What nothing changed stays the same object, so that who follows a part sees at once that it is. */
function sameParts(before: Pack, now: Pack, last: LastRows): Pack {
  const same: Partial<Record<keyof Pack, unknown>> = {};
  for (const part of rowParts) {
    const isChanged = part === 'procedures' ? last.get('pack')?.has(part) : false;
    if (!last.has(part) && isChanged !== true) same[part] = before[part];
  }
  return { ...now, ...same } as Pack;
}
