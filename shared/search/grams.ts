import { seedOf } from '../kernel/dice.ts';

/**
 * What a text is found by. Chinese has no spaces between its words, so a text is cut into all its single characters, all its
 * pairs of neighbours and, where letters or digits run on (numbers of incidents, telephones, plates), runs of four: any part
 * of a text, from one character on, is then found by the grams it is made of. Grams say that a text may hold a word;
 * `text.includes(word)` says that it does.
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
  let run = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      run = before = 0;
      continue;
    }
    grams.add(mix(code));
    if (before !== 0) grams.add(mix(pair(before, code)));
    run = isPlain(code) ? run + 1 : 0;
    if (run >= 4) grams.add(four(text, at - 3));
    before = code;
  }
  return grams;
}

/** Grams that every text with this word has: enough to find it by, fewer than all. */
export function gramsOfWord(word: string): number[] {
  if (word.length === 1) return [mix(word.charCodeAt(0))];
  const grams = new Set<number>();
  for (let at = 0; at + 1 < word.length; at++) {
    if (startsRunOfFour(word, at)) grams.add(four(word, at));
    else if (!insideLongRun(word, at)) grams.add(mix(pair(word.charCodeAt(at), word.charCodeAt(at + 1))));
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
/** A small letter or a digit. */
const isPlain = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 97 && code <= 122);
const pair = (first: number, second: number): number => (first << 16) | second;

function startsRunOfFour(text: string, at: number): boolean {
  for (let i = at; i < at + 4; i++) if (!isPlain(text.charCodeAt(i))) return false;
  return true;
}

/** Whether the pair at `at` is part of a run of four that began before. */
function insideLongRun(text: string, at: number): boolean {
  for (let from = Math.max(0, at - 2); from < at; from++) if (startsRunOfFour(text, from)) return true;
  return false;
}

function four(text: string, at: number): number {
  const high = pair(text.charCodeAt(at), text.charCodeAt(at + 1));
  const low = pair(text.charCodeAt(at + 2), text.charCodeAt(at + 3));
  return mix(Math.imul(high, 0x9e3779b1) ^ low ^ 0x55555555);
}

/** Spreads a number over the 20 bits (the finisher of MurmurHash3). */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> (32 - gramBits);
}
