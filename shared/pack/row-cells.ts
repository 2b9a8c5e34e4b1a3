import type { RowFile } from './parts.ts';
import { allFields, shapeOf, type FieldShape, type Row } from './row-shape.ts';

/** Columns of a field: `name.zh`, `name.en`, `place.lng` … */
const partsOfField: Partial<Record<FieldShape['kind'], readonly string[]>> = {
  localized: ['zh', 'en'],
  point: ['lng', 'lat'],
  pair: ['0', '1'],
};
const between = '|';

/** The heads of a sheet of rows: every field of the part, those of two values in two columns. */
export function rowHeads(part: RowFile): string[] {
  return allFields(part).flatMap(({ name, kind }) => {
    const inside = partsOfField[kind];
    return inside ? inside.map((one) => `${name}.${one}`) : [name];
  });
}

/** A row as the cells of a sheet; what it does not say is an empty cell. */
export function cellsOfRow(part: RowFile, row: Row): string[] {
  const own = new Map(shapeOf(part, row).map((field) => [field.name, field]));
  return allFields(part).flatMap((one) => {
    const field = own.get(one.name) ?? one;
    const value = row[field.name];
    const inside = partsOfField[one.kind];
    if (!inside) return [cellOf(field, value)];
    const whole = isRow(value) ? value : {};
    return inside.map((name) => textOf(whole[name]));
  });
}

function cellOf({ kind }: FieldShape, value: unknown): string {
  if (value === undefined) return '';
  if (isList(kind) && Array.isArray(value) && value.every((one) => typeof one === 'string' && isPlain(one)))
    return value.join(between);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
const isList = (kind: FieldShape['kind']): boolean => kind === 'list' || kind === 'several';
const isPlain = (word: string): boolean => word !== '' && !word.includes(between) && !word.startsWith('[');
const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : String(value as string | number);

/**
 * The row that cells say, by their heads. A cell that is not what its field wants stays as it is written, so that the check of the
 * pack names it; heads that no field has are left aside.
 */
export function rowOfCells(part: RowFile, heads: readonly string[], cells: readonly string[]): Row {
  const said = new Map(heads.map((head, i) => [head.trim(), (cells[i] ?? '').trim()]));
  const row: Row = {};
  for (const field of shapeOf(part, { kind: said.get('kind') })) {
    const value = valueOf(field, said);
    if (value !== undefined) row[field.name] = value;
  }
  return row;
}

/** Heads of a sheet that are no column of the part. */
export function strangeHeads(part: RowFile, heads: readonly string[]): string[] {
  const known = new Set(rowHeads(part));
  return heads.filter((head) => head.trim() !== '' && !known.has(head.trim()));
}

function valueOf(field: FieldShape, said: ReadonlyMap<string, string>): unknown {
  const inside = partsOfField[field.kind];
  if (inside) {
    const cells = inside.map((one) => said.get(`${field.name}.${one}`) ?? '');
    if (cells.every((cell) => cell === '')) return undefined;
    const values = field.kind === 'localized' ? cells : cells.map(numberOf);
    return field.kind === 'pair' ? values : Object.fromEntries(inside.map((one, i) => [one, values[i]]));
  }
  const cell = said.get(field.name) ?? '';
  if (cell === '') return field.isOptional || field.kind !== 'text' ? undefined : '';
  if (field.kind === 'text') return cell;
  if (field.kind === 'choice') return cell;
  if (field.kind === 'number') return numberOf(cell);
  if (field.kind === 'yes-no') return cell === 'true' ? true : cell === 'false' ? false : cell;
  if (isList(field.kind) && !cell.startsWith('[')) return cell.split(between).map((one) => one.trim());
  return jsonOf(cell);
}
function numberOf(cell: string): number | string {
  const number = Number(cell);
  return cell === '' || !Number.isFinite(number) ? cell : number;
}
function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}
