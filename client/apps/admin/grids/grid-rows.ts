import type { Areas } from '#shared/grid/area.ts';
import type { CellBody } from '#shared/pack/cell.ts';
import type { ConfiguredRow } from '#shared/wire/configuration.ts';

/** What a grid says beside its ground. */
export interface Said {
  name: string;
  parent: string;
}
/** A grid above the narrowest: its ground is that of those below it. */
export interface Wider extends Said {
  /** From 0, the widest. */
  level: number;
  /** Of a new one: the unit that answers for it, made with it; empty: none is. */
  unit?: string;
}
/** Grids as somebody has them on the table: never changed in place, so that a step back is the one before. */
export interface Table {
  areas: Areas;
  said: ReadonlyMap<string, Said>;
  /** Those above the narrowest; of the widest nothing is the parent. */
  wider: ReadonlyMap<string, Wider>;
  /** What became of grids that are no more: the grid that has their ground. */
  heirs: ReadonlyMap<string, string>;
}
export interface AskedRow {
  part: string;
  key: string;
  was: number;
  body: unknown;
}

/** Rows of the part `grids` that make `now` out of `before`. */
export function cellRows(before: Table, now: Table, rows: readonly ConfiguredRow[]): AskedRow[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const ids = new Set([...before.areas.keys(), ...now.areas.keys()]);
  return [...ids].flatMap((key): AskedRow[] => {
    const row = known.get(key);
    const was = row?.version ?? 0;
    const [area, said, had] = [now.areas.get(key), now.said.get(key), before.said.get(key)];
    if (!area || !said) return row ? [{ part: 'grids', key, was, body: null }] : [];
    const isDrawn = area !== before.areas.get(key);
    const isMoved = said.parent !== had?.parent;
    if (!isDrawn && !isMoved && said.name === had?.name) return [];
    const body: CellBody = {
      ...(row?.body as CellBody | undefined),
      name: said.name,
      ...(isMoved && { parent: said.parent }),
      ...(isDrawn && { shape: area as NonNullable<CellBody['shape']> }),
    };
    return [{ part: 'grids', key, was, body }];
  });
}

/** Rows of the part `grids` for those above the narrowest. */
export function widerRows(before: Table, now: Table, rows: readonly ConfiguredRow[]): AskedRow[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const ids = new Set([...before.wider.keys(), ...now.wider.keys()]);
  return [...ids].flatMap((key): AskedRow[] => {
    const row = known.get(key);
    const was = row?.version ?? 0;
    const [said, had] = [now.wider.get(key), before.wider.get(key)];
    if (!said) return [{ part: 'grids', key, was, body: null }];
    if (said === had) return [];
    const isMoved = said.parent !== '' && said.parent !== had?.parent;
    const body = {
      ...(row?.body as CellBody | undefined),
      name: said.name,
      ...(isMoved && { parent: said.parent }),
    };
    return [{ part: 'grids', key, was, body }];
  });
}

/** Units that answer for new grids: as the one of a brother is, under another name and in another place. */
export function unitRows(
  before: Table,
  now: Table,
  units: readonly ConfiguredRow[],
  placeIn: (grid: string) => unknown,
): AskedRow[] {
  return [...now.wider].flatMap(([grid, { level, unit = '' }]): AskedRow[] => {
    if (unit === '' || before.wider.has(grid)) return [];
    const brothers = new Set([...before.wider].flatMap(([id, one]) => (one.level === level ? [id] : [])));
    const like = units.find(({ body }) => brothers.has((body as { grid?: string } | null)?.grid ?? ''));
    if (!like) return [];
    const id = `unit-${grid}`.slice(0, 64);
    const body = { ...(like.body as object), id, name: { zh: unit, en: unit }, grid, place: placeIn(grid) };
    return [{ part: 'units', key: id, was: 0, body }];
  });
}

/** Parts whose rows name grids: they go on with the heir. */
export const partsNamingGrids = [
  'units',
  'staff',
  'dedicated',
  'responsibility',
  'police',
  'six',
  'duties',
  'plans',
  'indicators',
] as const;
const fieldsNaming: ReadonlySet<string> = new Set(['grid', 'grids', 'town', 'elsewhere']);

/** A row with the heir wherever it named a grid that is no more; the very row when it named none. */
export function withHeirs(value: unknown, heirs: ReadonlyMap<string, string>, isField = false): unknown {
  if (typeof value === 'string') return isField ? (heirs.get(value) ?? value) : value;
  if (Array.isArray(value)) {
    const now = value.map((one) => withHeirs(one, heirs, isField));
    if (now.every((one, i) => one === value[i])) return value;
    return isField ? [...new Set(now)] : now;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const now = entries.map(([name, one]) => [name, withHeirs(one, heirs, fieldsNaming.has(name))] as const);
  return now.every(([, one], i) => one === entries[i]?.[1]) ? value : Object.fromEntries(now);
}

export function heirRows(
  part: string,
  rows: readonly ConfiguredRow[],
  heirs: ReadonlyMap<string, string>,
): AskedRow[] {
  return rows.flatMap(({ key, version, body }) => {
    const now = withHeirs(body, heirs);
    return now === body ? [] : [{ part, key, was: version, body: now }];
  });
}

/** The row of the pack that says what ids were before: those of earlier days go on to the heir as well. */
export function formerlyRow(rows: readonly ConfiguredRow[], heirs: ReadonlyMap<string, string>): AskedRow {
  const row = rows.find(({ key }) => key === 'formerly');
  const known = (row?.body as { grids?: Record<string, string> } | undefined)?.grids ?? {};
  const moved = Object.entries(known).map(([from, to]) => [from, heirs.get(to) ?? to] as const);
  return {
    part: 'pack',
    key: 'formerly',
    was: row?.version ?? 0,
    body: { grids: Object.fromEntries([...moved, ...heirs]) },
  };
}

/** An id that none has, by the numbers of its brothers: `…-07` after `…-06`. */
export function nextId(parent: string, taken: Iterable<string>): string {
  const ids = new Set(taken);
  for (let n = 1; ; n += 1) {
    const id = `${parent}-${String(n).padStart(2, '0')}`;
    if (!ids.has(id)) return id;
  }
}
