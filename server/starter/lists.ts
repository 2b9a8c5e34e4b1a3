import type { ListEntry } from '#shared/pack/domain.ts';

/** The list of a county out of the words that its rows say: what no usual entry is called becomes one of the county's own. */
export interface Gathered {
  /** The id of an entry by its id or its name in any language. */
  of(said: string): string;
  /** The list with what was said alone; null: the usual one fits. */
  rows(): ListEntry[] | null;
}

export function gather(usual: readonly ListEntry[], stem: string): Gathered {
  const said = new Map<string, ListEntry>();
  let hasOwn = false;
  function entryOf(text: string): ListEntry {
    const known = usual.find(({ id, name }) => id === text || Object.values(name).includes(text));
    if (known) return known;
    hasOwn = true;
    const id = slug(text);
    const isFree = id !== '' && ![...said.values()].some((one) => one.id === id);
    return { id: isFree ? id : `${stem}-${said.size + 1}`, name: { zh: text, en: text } };
  }
  return {
    of(text) {
      const entry = said.get(text) ?? entryOf(text);
      said.set(text, entry);
      return entry.id;
    },
    rows: () => (hasOwn ? [...new Map([...said.values()].map((one) => [one.id, one])).values()] : null),
  };
}

/** An id out of Latin words; empty for others. */
function slug(text: string): string {
  const made = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^[-0-9]+|-+$/gu, '')
    .slice(0, 48);
  return /^[ -\u024f\s]*$/u.test(text) ? made : '';
}
