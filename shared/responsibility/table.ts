import { inRecord, type Localized } from '../kernel/localized.ts';
import { groupBy } from '../kernel/group-by.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import type { Answering, Matrix } from './matrix.ts';

/** One cell of the matrix as people read it: an area and a class of matters. */
export interface MatrixCell {
  /** Units that lead any item of the class there, the one with most items first. */
  leads: { unit: string; items: number }[];
  items: { item: string; answering: Answering[] }[];
}
export interface MatrixRow {
  area: string;
  cells: MatrixCell[];
}
/** 大类 with its items, in the order of the catalogue. */
export interface MatrixClass {
  name: Localized;
  items: CatalogueItem[];
}

export function classesOf(catalogue: readonly CatalogueItem[]): MatrixClass[] {
  return [...groupBy(catalogue, (item) => inRecord(item.class)).values()].flatMap((items) => {
    const [first] = items;
    return first ? [{ name: first.class, items }] : [];
  });
}

/** The matrix laid out: areas down, classes across. `chainOf` is an area with the areas above it, widest first. */
export function layOut(
  matrix: Matrix,
  areas: readonly string[],
  classes: readonly MatrixClass[],
  chainOf: (area: string) => readonly string[],
): MatrixRow[] {
  return areas.map((area) => {
    const chain = chainOf(area);
    return { area, cells: classes.map(({ items }) => cellOf(matrix, chain, items)) };
  });
}

function cellOf(matrix: Matrix, chain: readonly string[], catalogue: readonly CatalogueItem[]): MatrixCell {
  const items = catalogue.map(({ id }) => ({ item: id, answering: matrix.responsibleUnits(chain, id) }));
  const leading = items.flatMap(({ answering: [first] }) => (first?.role === 'lead' ? [first.unit] : []));
  const leads = [...groupBy(leading, (unit) => unit)]
    .map(([unit, list]) => ({ unit, items: list.length }))
    .sort((a, b) => b.items - a.items || (a.unit < b.unit ? -1 : 1));
  return { leads, items };
}
