/** What is compared: all that was written about a matter. */
export interface Written {
  title: string;
  detail: string;
  address: string;
}

/**
 * How alike two matters are written, 0 to 1: twice the letter pairs they share by all they have (Dice), each pair as often as it
 * occurs. Width, case, blanks and punctuation do not count. A text without a single pair is like nothing.
 */
export function likeness(a: Written, b: Written): number {
  return pairsAlike(pairsOf(a), pairsOf(b));
}

/** Letter pairs of a text with their counts: made once where it is held against many. */
export interface Pairs {
  counts: ReadonlyMap<string, number>;
  total: number;
}

/** As `likeness`, of pairs. */
export function pairsAlike(first: Pairs, second: Pairs): number {
  const total = first.total + second.total;
  if (total === 0) return 0;
  let common = 0;
  for (const [pair, n] of first.counts) common += Math.min(n, second.counts.get(pair) ?? 0);
  return (2 * common) / total;
}

export function pairsOf({ title, detail, address }: Written): Pairs {
  const counts = new Map<string, number>();
  let total = 0;
  // Each part by itself: no pair reaches from one into the next.
  for (const part of [title, detail, address]) {
    const letters = lettersOf(part);
    for (let i = 0; i + 1 < letters.length; i += 1) {
      const pair = `${letters[i]}${letters[i + 1]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      total += 1;
    }
  }
  return { counts, total };
}

const lettersOf = (part: string): string[] => [
  ...part
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, ''),
];

/** As `pairsOf`, of single signs in what was said: of Chinese words that are put differently they are what stays. */
export function signsOf({ title, detail }: Pick<Written, 'title' | 'detail'>): Pairs {
  const counts = new Map<string, number>();
  const letters = lettersOf(`${title}${detail}`);
  for (const one of letters) counts.set(one, (counts.get(one) ?? 0) + 1);
  return { counts, total: letters.length };
}
