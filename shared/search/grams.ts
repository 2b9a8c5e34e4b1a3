import { seedOf } from '../kernel/dice.ts';

/**
 * What a text is found by. Chinese has no spaces between its words, so a text is cut into all its single characters and all its
 * pairs of neighbours. Letters and digits are few and stand in every text, so they have longer grams besides: runs of four
 * where they run on (numbers of incidents, telephones, plates), and threes where they meet other characters (`路62` and `22号`
 * of `人民路622号`). Any part of a text, from one character on, is then found by the grams it is made of. Grams say that a text
 * may hold a word; `text.includes(word)` says that it does.
 *
 * A gram is a number of 20 bits. Two may fall together, which costs a look and never a wrong answer.
 */
export const gramBits = 20;

/** Most grams that are asked for of one word; more would narrow no further. */
const mostOfWord = 6;

/** A text as it is compared: full width as half width, capitals as small letters. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The words of a query, each once; every one of them must be found. */
export function wordsOf(query: string): string[] {
  return [...new Set(fold(query).split(/\s+/u).filter(Boolean))];
}

/** All grams of a folded text. */
export function gramsOf(text: string): Set<number> {
  const grams = new Set<number>();
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (isSpace(text.charCodeAt(at))) {
      from = at + 1;
      continue;
    }
    grams.add(one(text, at));
    if (at - 1 >= from) grams.add(two(text, at - 1));
    if (at - 2 >= from && isMixed(text, at - 2)) grams.add(three(text, at - 2));
    if (at - 3 >= from && isRun(text, at - 3)) grams.add(four(text, at - 3));
  }
  return grams;
}

/** Grams that every text with this word has: enough to find it by, fewer than all. A pair inside a longer gram says nothing more. */
export function gramsOfWord(word: string): number[] {
  if (word.length === 1) return [one(word, 0)];
  const grams = new Set<number>();
  for (let at = 0; at + 1 < word.length; at++) {
    if (isRun(word, at)) grams.add(four(word, at));
    if (isMixed(word, at)) grams.add(three(word, at));
    if (!isInside(word, at)) grams.add(two(word, at));
  }
  const all = [...grams];
  if (all.length <= mostOfWord) return all;
  return Array.from(
    { length: mostOfWord },
    (_, i) => all[Math.floor((i * (all.length - 1)) / (mostOfWord - 1))] ?? 0,
  );
}

/** The gram of a property, as `grid:w-1` or `state:open`; no text has it. */
export function facet(kind: string, value: string): number {
  return mix(seedOf(`${kind}:${value}`));
}

const isSpace = (code: number): boolean =>
  code <= 32 || code === 0xa0 || (code >= 0x1680 && code <= 0x3000) || code === 0xfeff
    ? /\s/u.test(String.fromCharCode(code))
    : false;
/** Whether a small letter or a digit stands at `at`. */
function isPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122);
}

/** Whether letters or digits meet others in the three characters from `at` on. */
function isMixed(text: string, at: number): boolean {
  if (at < 0 || at + 2 >= text.length) return false;
  const plain = Number(isPlain(text, at)) + Number(isPlain(text, at + 1)) + Number(isPlain(text, at + 2));
  return plain === 1 || plain === 2;
}

/** Whether the four characters from `at` on are letters or digits. */
function isRun(text: string, at: number): boolean {
  return isPlain(text, at) && isPlain(text, at + 1) && isPlain(text, at + 2) && isPlain(text, at + 3);
}

/** Whether a longer gram of the word holds the pair at `at`. */
function isInside(word: string, at: number): boolean {
  return (
    [at - 1, at].some((from) => isMixed(word, from)) || [at - 2, at - 1, at].some((from) => isRun(word, from))
  );
}

const pair = (text: string, at: number): number => (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);
const one = (text: string, at: number): number => mix(text.charCodeAt(at));
const two = (text: string, at: number): number => mix(pair(text, at));
const three = (text: string, at: number): number =>
  mix(Math.imul(pair(text, at), 0x85ebca77) ^ text.charCodeAt(at + 2) ^ 0x33333333);
const four = (text: string, at: number): number =>
  mix(Math.imul(pair(text, at), 0x9e3779b1) ^ pair(text, at + 2) ^ 0x55555555);

/** Spreads a number over the 20 bits (the finisher of MurmurHash3). */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> (32 - gramBits);
}
