import { facet, fold, gramsOf } from './grams.ts';

/** What of an incident is searched. */
export interface Searchable {
  id: string;
  title: string;
  address: string;
  detail: string;
  /** What was remarked since, a remark a line. */
  remarks: string;
  item: string;
  source: string;
  procedure: string;
  node: string;
  /** Grid chain of its place. */
  grids: readonly string[];
  /** Units with a task in it. */
  units: readonly string[];
  open: boolean;
}
/** What the ids of a jurisdiction are called; null when it knows none of that id. */
export interface SearchNames {
  item(id: string): string | null;
  grid(id: string): string | null;
  unit(id: string): string | null;
}
export interface SearchDocument {
  /** All that words are looked for in, folded, a field a line. */
  text: string;
  grams: Set<number>;
}

/** An incident as the search index keeps it. */
export function searchDocument(incident: Searchable, names: SearchNames): SearchDocument {
  const { id, title, address, detail, remarks, item, grids, units } = incident;
  const named = [names.item(item), ...grids.map(names.grid), ...units.map(names.unit)];
  const lines = [id, title, address, detail, remarks, ...named].filter(
    (line) => line !== null && line !== '',
  );
  const text = fold(lines.join('\n'));
  const grams = gramsOf(text);
  for (const gram of facetsOf(incident)) grams.add(gram);
  return { text, grams };
}

function facetsOf({ grids, units, item, source, procedure, node, open }: Searchable): number[] {
  return [
    ...grids.map((id) => facet('grid', id)),
    ...units.map((id) => facet('unit', id)),
    facet('item', item),
    facet('source', source),
    facet('procedure', procedure),
    facet('node', node),
    facet('state', open ? 'open' : 'closed'),
  ];
}
