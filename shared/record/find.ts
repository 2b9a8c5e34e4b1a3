import { fold } from '../search/grams.ts';
import type { RecordKind, Values } from './kind.ts';

/**
 * What a record is found by, as short texts that storage turns into numbers under a key, so that a copy of the index names nobody:
 * `g` two signs beside each other (天鹤, 9幢, where a run of letters or digits is one sign), `s` the first sign of a name, `w` a run of
 * letters or digits, `d` the number of somebody who died, which no search asks for, `n` a whole number, `t` its last four, `k` the kind, `at` a grid, `of` another record.
 */
export type FindKey = `${'d' | 'g' | 's' | 'w' | 'n' | 't' | 'k' | 'at' | 'of'}:${string}`;

/** A text as it is compared: full width as half, small letters, nothing between the signs. */
export const squeezed = (text: string): string => fold(text).replace(/[\s·,，。.()（）《》"'“”-]+/gu, '');

/** A number as it is compared: 86 before a telephone is nothing. */
export const bareNumber = (text: string): string =>
  squeezed(text)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^\+?86(?=1\d{10}$)/u, '');

/** Signs of a squeezed text: a run of letters or digits is one, every other character one. */
function signsOf(text: string): string[] {
  return text.match(/[a-z]+|\d+|./gsu) ?? [];
}
const isRun = (sign: string): boolean => /^[a-z\d]/u.test(sign);

function wordKeys(text: string): FindKey[] {
  const signs = signsOf(squeezed(text));
  const keys: FindKey[] = [];
  for (const [at, sign] of signs.entries()) {
    if (isRun(sign) && sign.length >= 3) keys.push(`w:${sign}`);
    const next = signs[at + 1];
    if (next !== undefined) keys.push(`g:${sign}${next}`);
  }
  const [first] = signs;
  if (first !== undefined) keys.push(`s:${first}`);
  return keys;
}

function numberKeys(text: string): FindKey[] {
  const bare = bareNumber(text);
  if (bare === '') return [];
  return bare.length > 6 ? [`n:${bare}`, `t:${bare.slice(-4)}`] : [`n:${bare}`];
}

/** Everything a record is found by; `address` is that of its dwelling, where it has one. */
export function findKeys(
  kind: RecordKind,
  values: Values,
  { grids, address }: { grids: readonly string[]; address?: string | undefined },
): FindKey[] {
  const keys = new Set<FindKey>([`k:${kind.id}`, ...grids.map((grid): FindKey => `at:${grid}`)]);
  for (const field of kind.fields) {
    const value = values[field.id];
    if (field.type === 'records' && Array.isArray(value))
      for (const id of value as string[]) keys.add(`of:${id}`);
    if (typeof value !== 'string' || value === '') continue;
    const found =
      field.type === 'record'
        ? [`of:${value}` as const]
        : field.find === 'words'
          ? wordKeys(value)
          : field.find === 'number'
            ? numberKeys(value)
            : [];
    for (const key of found) keys.add(key);
  }
  for (const key of lastKeys(kind, values)) keys.add(key);
  if (address !== undefined) for (const key of wordKeys(address)) if (!key.startsWith('s:')) keys.add(key);
  return [...keys];
}

/** What a record is still found by when it has ended: of somebody who died the number, for lists of what is paid. */
export function lastKeys(kind: RecordKind, { died, identity }: Values): FindKey[] {
  const isDead = kind.id === 'person' && typeof died === 'string' && died !== '';
  const bare = isDead && typeof identity === 'string' ? bareNumber(identity) : '';
  return bare === '' ? [] : [`d:${bare}`];
}

/** A question in words: every word must be found, each in one of several ways, each way by all of its keys. */
export type Question = { word: string; ways: FindKey[][] }[];

/** Words that are asked for at a time; more would narrow no further. */
const mostWords = 6;
const mostGrams = 8;

/** Null when a word is too short to look for: one letter, two digits. */
export function questionOf(text: string): Question | null {
  const words = [...new Set(gluedWords(text))].slice(0, mostWords);
  const asked = words.map((word) => ({ word, ways: waysOf(word) }));
  return asked.length > 0 && asked.every(({ ways }) => ways.length > 0) ? asked : null;
}

/**
 * The words of a question. A number of one or two digits is no word but part of an address: it and what follows it belong to the word
 * before (天鹤一村 9 幢 603 is one word).
 */
function gluedWords(text: string): string[] {
  const words: string[] = [];
  let gluing = false;
  for (const word of fold(text)
    .split(/[\s,，]+/u)
    .map(squeezed)
    .filter(Boolean)) {
    gluing &&= words.length > 0;
    gluing ||= /^[a-z\d]{1,2}$/u.test(word) && words.length > 0;
    if (gluing) words.push(`${words.pop() ?? ''}${word}`);
    else words.push(word);
  }
  return words;
}

function waysOf(word: string): FindKey[][] {
  const signs = signsOf(word);
  const bare = bareNumber(word);
  const ways: FindKey[][] = [];
  if (signs.length === 1) {
    const [sign = ''] = signs;
    if (!isRun(sign)) ways.push([`s:${sign}`]);
    else if (sign.length >= 3)
      ways.push([`w:${sign}`], [`n:${bare}`], ...(sign.length === 4 ? [[`t:${bare}`] as FindKey[]] : []));
    return ways;
  }
  const grams = signs.slice(1).map((sign, at): FindKey => `g:${signs[at] ?? ''}${sign}`);
  ways.push(grams.slice(0, mostGrams));
  if (/\d/u.test(word)) ways.push([`n:${bare}`]);
  if (/^\d{3}x$/u.test(word)) ways.push([`t:${bare}`]);
  return ways;
}

/**
 * Whether a record holds all words of a question: keys say that it may, because two texts can share one and words need not stand
 * beside each other.
 */
export function holdsAll(question: Question, kind: RecordKind, values: Values, address?: string): boolean {
  const texts: string[] = address === undefined ? [] : [squeezed(address)];
  const numbers: string[] = [];
  for (const field of kind.fields) {
    const value = values[field.id];
    if (typeof value !== 'string') continue;
    if (field.find === 'words') texts.push(squeezed(value));
    if (field.find === 'number') numbers.push(bareNumber(value));
  }
  return question.every(
    ({ word }) =>
      texts.some((text) => text.includes(word)) ||
      numbers.some((number) => number === bareNumber(word) || (word.length === 4 && number.endsWith(word))),
  );
}
