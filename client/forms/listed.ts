import { inRecord, type Localized, inEvery } from '#shared/kernel/localized.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { List, ListedItem, ListedSizes } from '#shared/procedure/listed.ts';

/** The long lists of a jurisdiction, read when a field first looks something up. */
export interface ListedGround extends ListedSizes {
  load(): Promise<readonly ListedItem[] | Refusal>;
}

/** Reads the lists once; what could not be read is asked for again the next time. */
export function openListed(
  api: { listed(): Promise<ListedItem[] | Refusal> },
  told: ListedSizes,
): ListedGround {
  let asked: Promise<ListedItem[] | Refusal> | undefined;
  return {
    ...told,
    async load() {
      const answer = await (asked ??= api.listed());
      if (isRefusal(answer)) asked = undefined;
      return answer;
    },
  };
}

/** How many entries the lists have together. */
export function sizeOf({ sizes }: ListedSizes, lists: readonly List[]): number {
  return lists.reduce((sum, list) => sum + (sizes[list] ?? 0), 0);
}

/**
 * Entries of these lists that hold every word in their name, their department's or their area's, the shortest names first; without a word the
 * lists from their beginning.
 */
export function searchListed(
  rows: readonly ListedItem[],
  { lists, text, limit }: { lists: readonly List[]; text: string; limit: number },
  unitName: (unit: string) => Localized | undefined,
): { hits: ListedItem[]; found: number } {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = rows.filter(({ list, name, unit, area }) => {
    if (!lists.includes(list)) return false;
    const of = unitName(unit);
    const said = [name, of, area].map((one) => (one ? inEvery(one) : ''));
    const hay = said.join(' ').toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  const ordered =
    words.length > 0 ? found.toSorted((a, b) => inRecord(a.name).length - inRecord(b.name).length) : found;
  return { hits: ordered.slice(0, limit), found: found.length };
}
