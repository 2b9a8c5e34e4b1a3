/** A column that a sheet may have: the words its head may be, in any language. */
export interface ColumnWords<Field extends string> {
  field: Field;
  words: readonly string[];
}

/** A head as it is compared: without width, case, blanks, punctuation and what stands in brackets. */
const bare = (head: string): string =>
  head
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[([【].*?[)\]】]/gu, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** What each column of a sheet is, by its head; null: none of ours. No field is found twice: the first head counts. */
export function guessColumns<Field extends string>(
  heads: readonly string[],
  columns: readonly ColumnWords<Field>[],
): (Field | null)[] {
  const byWord = new Map(columns.flatMap(({ field, words }) => words.map((word) => [bare(word), field])));
  const taken = new Set<Field>();
  return heads.map((head) => {
    const field = byWord.get(bare(head));
    if (field === undefined || taken.has(field)) return null;
    taken.add(field);
    return field;
  });
}
