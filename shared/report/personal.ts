/** What tells who somebody is, found in words that others will read. */
export interface Personal {
  kind: 'phone' | 'identity';
  text: string;
}

const mobile = /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/gu;
const identity = /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/gu;

/** Mobile numbers and identity numbers in a text, each once, in its order. Eighteen figures whose last one is wrong are no identity. */
export function findPersonal(text: string): Personal[] {
  const found = [
    ...[...text.matchAll(identity)]
      .filter(([number]) => isIdentity(number))
      .map(({ 0: number, index }) => ({ kind: 'identity' as const, text: number, index })),
    ...[...text.matchAll(mobile)].map(({ 0: number, index }) => ({
      kind: 'phone' as const,
      text: number,
      index,
    })),
  ].sort((a, b) => a.index - b.index);
  const seen = new Set<string>();
  return found.flatMap(({ kind, text: number }) => {
    if (seen.has(number)) return [];
    seen.add(number);
    return [{ kind, text: number }];
  });
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The last figure of an identity number is made of the others (GB 11643, ISO 7064 MOD 11-2). */
export function isIdentity(number: string): boolean {
  const sum = weights.reduce((all, weight, place) => all + weight * Number(number[place]), 0);
  return '10X98765432'[sum % 11] === number.at(-1)?.toUpperCase();
}

/** A text with such numbers hidden but for their ends: who wrote it knows which is meant. */
export const hidden = (text: string): string => `${text.slice(0, 3)}…${text.slice(-2)}`;
