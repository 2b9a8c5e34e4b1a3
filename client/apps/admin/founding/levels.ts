import type { NewGrid } from '#shared/wire/new-county.ts';
import { holds, packShapes, pointInside } from '#shared/grid/shapes.ts';
import type { Outline, OutlineFile } from './outlines.ts';

/** Which of a file's fields say id and name; `parent`: which names the grid above, empty where it is the one that it lies in. */
export interface Fields {
  id: string;
  name: string;
  parent: string;
}

const idWords = /^(id|code|编号|编码|代码|.*(cd|code|id|num|number))$/iu;
const nameWords = /(name|名称|名字|title|label)/iu;

/** What the fields most likely are: the id one that is another for each outline, the name one that is called so. */
export function guessFields({ outlines, fields }: OutlineFile): Fields {
  const isOne = (field: string): boolean => {
    const values = outlines.map(({ says }) => says[field] ?? '');
    return !values.includes('') && new Set(values).size === values.length;
  };
  const single = fields.filter(isOne);
  const id = single.find((one) => idWords.test(one)) ?? single[0] ?? '';
  const name = fields.find((one) => nameWords.test(one)) ?? id;
  return { id, name, parent: '' };
}

const plainId = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 60);

/** The grids of a level out of a file. Those without an id are numbered; several outlines of one id are one grid. */
export function gridsOf(
  { outlines }: OutlineFile,
  fields: Fields,
  above: readonly NewGrid[] | null,
): NewGrid[] {
  const lies = above && whereOf(above);
  const byId = new Map<string, NewGrid>();
  outlines.forEach((one, i) => {
    const id = plainId(one.says[fields.id] ?? '') || String(i + 1);
    const before = byId.get(id);
    if (before) {
      before.shape = joined(before.shape, one.shape);
      return;
    }
    const said = plainId(one.says[fields.parent] ?? '');
    const parent = above === null ? null : said === '' ? (lies?.(one) ?? null) : said;
    const name = (one.says[fields.name] ?? '').slice(0, 80) || id;
    byId.set(id, { id, name, parent, shape: one.shape });
  });
  return [...byId.values()];
}

const parts = (shape: NewGrid['shape']): number[][][][] =>
  shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
const joined = (one: NewGrid['shape'], other: NewGrid['shape']): NewGrid['shape'] => ({
  type: 'MultiPolygon',
  coordinates: [...parts(one), ...parts(other)],
});

/** The grid above that holds the middle of an outline. */
function whereOf(above: readonly NewGrid[]): (one: Pick<Outline, 'shape'>) => string | null {
  const shapes = packShapes(above.map(({ shape }) => parts(shape).flat()));
  return ({ shape }) => {
    const { lng, lat } = pointInside(packShapes([parts(shape as NewGrid['shape']).flat()]), 0);
    const at = above.findIndex((_, index) => holds(shapes, index, lng, lat));
    return above[at]?.id ?? null;
  };
}

/** Ids of one level may be those of another in the file: each level has its own from here on. */
export function apart(levels: readonly (readonly NewGrid[])[]): NewGrid[][] {
  const seen = new Set<string>();
  const named: Map<string, string>[] = [];
  return levels.map((level, at) => {
    const names = new Map<string, string>();
    const own = level.map((one) => {
      const id = seen.has(one.id) ? `${at + 1}-${one.id}` : one.id;
      names.set(one.id, id);
      const parent = one.parent === null ? null : (named[at - 1]?.get(one.parent) ?? one.parent);
      return { ...one, id, parent };
    });
    for (const { id } of own) seen.add(id);
    named.push(names);
    return own;
  });
}
