import { textIn, type Language } from '#shared/kernel/localized.ts';
import { fold } from '#shared/search/grams.ts';
import type { SearchFilter } from '#shared/wire/saved-filters.ts';
import type { PackIndex } from '../../../telling/names.ts';

/** A condition of a search beside its words, as it stands in the box. */
export interface Chip {
  kind: ChipKind;
  value: string | number;
  label: string;
}
export const chipKinds = ['state', 'overdue', 'days', 'grid', 'unit', 'item', 'procedure'] as const;
export type ChipKind = (typeof chipKinds)[number];

/** What chips are called. */
export interface ChipNames {
  index: PackIndex;
  /** Grid cells by id; empty until the map is read. */
  grids: ReadonlyMap<string, { name: string }>;
  language: Language;
  /** A text of the screen by its key below `search`. */
  say(key: string, with_?: Record<string, number>): string;
}

const spans = [1, 7, 30, 365];

function labelOf(kind: ChipKind, value: string | number, names: ChipNames): string {
  const { index, grids, language, say } = names;
  const id = String(value);
  switch (kind) {
    case 'state':
      return say(`state.${id}`);
    case 'overdue':
      return say('overdue');
    case 'days':
      return value === 1 ? say('day') : say('days', { n: Number(value) });
    case 'grid':
      return grids.get(id)?.name ?? id;
    case 'unit':
      return textIn(index.units.get(id)?.name, language) ?? id;
    case 'item':
      return textIn(index.items.get(id)?.name, language) ?? id;
    case 'procedure':
      return textIn(index.procedures.get(id)?.name, language) ?? id;
  }
}

/** The chips of a filter, always in the same order. */
export function chipsOf(filter: SearchFilter, names: ChipNames): Chip[] {
  return chipKinds.flatMap((kind) => {
    const value = filter[kind];
    return value === undefined ? [] : [{ kind, value, label: labelOf(kind, value, names) }];
  });
}

/** Conditions whose name holds the last word, those that begin with it first; without a word the usual ones. */
export function suggestChips(text: string, filter: SearchFilter, names: ChipNames, limit = 5): Chip[] {
  const { index, grids } = names;
  const word = fold(text).split(/\s+/u).at(-1) ?? '';
  const ids: [ChipKind, Iterable<string | number>][] = [
    ['state', ['open', 'closed']],
    ['overdue', ['1']],
    ['days', spans],
    ['grid', grids.keys()],
    ['unit', index.units.keys()],
    ['item', index.items.keys()],
    ['procedure', index.procedures.keys()],
  ];
  const usual = word === '' ? 3 : ids.length;
  const found: (Chip & { starts: boolean })[] = [];
  for (const [kind, values] of ids.slice(0, usual)) {
    if (filter[kind] !== undefined) continue;
    for (const value of values) {
      const label = labelOf(kind, value, names);
      const at = fold(label).indexOf(word);
      if (at >= 0) found.push({ kind, value, label, starts: at === 0 });
    }
  }
  found.sort((a, b) => Number(b.starts) - Number(a.starts));
  return found.slice(0, limit).map(({ starts: _, ...chip }) => chip);
}

/** A text without its last word: that one has become a chip. */
export function withoutLastWord(text: string): string {
  return text.replace(/\S+\s*$/u, '');
}

/** A filter with a chip put in, or without the one of a kind. */
export function withChip(filter: SearchFilter, { kind, value }: Pick<Chip, 'kind' | 'value'>): SearchFilter {
  return { ...filter, [kind]: value };
}
export function withoutChip(filter: SearchFilter, kind: ChipKind): SearchFilter {
  const { [kind]: _, ...rest } = filter;
  return rest;
}
