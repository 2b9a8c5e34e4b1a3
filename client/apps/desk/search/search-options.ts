import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Chip } from './search-chips.ts';
import type { Hits } from './search.ts';

/** A line below the search box that can be chosen. */
export type SearchOption =
  | { act: 'add'; id: string; chip: Chip }
  | { act: 'open'; id: string; row: Hits['rows'][number] }
  | { act: 'more' | 'again' | 'save'; id: string };

/** Conditions first, then what was found, then what can be done next. */
export function searchOptions(shown: {
  chips: readonly Chip[];
  hits: Hits | null;
  refusal: Refusal | null;
  isEmpty: boolean;
}): SearchOption[] {
  const { chips, hits, refusal, isEmpty } = shown;
  return [
    ...chips.map((chip): SearchOption => ({ act: 'add', id: `chip-${chip.kind}-${chip.value}`, chip })),
    ...(hits?.rows ?? []).map((row): SearchOption => ({ act: 'open', id: `hit-${row.id}`, row })),
    ...(hits?.next ? [{ act: 'more' as const, id: 'search-more' }] : []),
    ...(refusal ? [{ act: 'again' as const, id: 'search-again' }] : []),
    ...(isEmpty ? [] : [{ act: 'save' as const, id: 'search-save' }]),
  ];
}

/** Where Enter stands without a step up or down: on the first hit, else on a condition that the words name, else nowhere. */
export function preferred(options: readonly SearchOption[]): number {
  const hit = options.findIndex(({ act }) => act === 'open');
  return hit >= 0 ? hit : options.findIndex(({ act }) => act === 'add');
}
