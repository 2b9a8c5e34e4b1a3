import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import unicode from '../../../client/styles/fonts/unicode.json' with { type: 'json' };
import { charactersOf } from '../../support/woff2.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): Buffer => readFileSync(path.join(root, name));
const own = (name: string): Set<number> => charactersOf(read(`client/styles/fonts/${name}.woff2`));

/** Runs as CSS writes them: `U+4E00,U+4E10-4E1F`. */
function codesOf(ranges: string): Set<number> {
  const codes = new Set<number>();
  for (const run of ranges.split(',')) {
    const [from = '', to = from] = run.replace(/^U\+/iu, '').split('-');
    for (let code = parseInt(from, 16); code <= parseInt(to, 16); code++) codes.add(code);
  }
  return codes;
}

/** The pieces of the shipped typeface, each counted only for what its range lets a browser take from it. */
const pieces = (): Set<number> => {
  const folder = 'node_modules/@fontsource-variable/noto-sans-sc';
  const ranges = JSON.parse(read(`${folder}/unicode.json`).toString()) as Record<string, string>;
  const found = new Set<number>();
  for (const [piece, range] of Object.entries(ranges)) {
    const name = `noto-sans-sc-${piece.replaceAll(/[[\]]/gu, '')}-wght-normal.woff2`;
    const drawn = charactersOf(read(`${folder}/files/${name}`));
    for (const code of codesOf(range)) if (drawn.has(code)) found.add(code);
  }
  return found;
};

const rooms = ['client', 'shared', 'server', 'public/packs'];
/** Programs speak to a terminal. */
const isOfTerminal = (name: string): boolean => path.dirname(name) === path.join('server', 'programs');
const isText = (name: string): boolean => /\.(ts|vue|json|geojson)$/u.test(name);
const texts = rooms.flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .filter(isText)
    .map((name) => path.join(room, name))
    .filter((name) => !isOfTerminal(name)),
);

describe('the shipped typeface', () => {
  it('draws every character of every pack, of both languages and of what the demo says', () => {
    const drawn = new Set([...pieces(), ...own('words'), ...own('names'), ...own('more-regular')]);
    const missing = new Map<string, string>();
    for (const name of texts)
      for (const character of new Set(read(name).toString()))
        if (character > '~' && /[^\p{C}\p{Z}]/u.test(character) && !drawn.has(character.codePointAt(0) ?? 0))
          missing.set(character, name);
    expect([...missing]).toEqual([]);
  });
  it('says of each of its own files exactly what the file draws', () => {
    const files = { words: ['words'], names: ['names'], more: ['more-regular', 'more-bold'] } as const;
    for (const [range, names] of Object.entries(files))
      for (const name of names)
        expect([...own(name)].sort(), name).toEqual(
          [...codesOf(unicode[range as keyof typeof unicode])].sort(),
        );
    const css = read('client/styles/fonts/faces.css').toString();
    const stated = [...css.matchAll(/unicode-range: ([^;]+);/gu)].map(([, range]) => range);
    const { words, names, more } = unicode;
    expect([words, names, more, more].map((range, i) => range === stated[i])).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
  it('gives every face of the main family the same weights: of two a browser would see one only, and miss the rest', () => {
    const css = ['client/styles/fonts/faces.css', 'node_modules/@fontsource-variable/noto-sans-sc/wght.css']
      .map((name) => read(name).toString())
      .join('\n');
    const faces = [...css.matchAll(/@font-face \{([^}]*)\}/gu)].map(([, face = '']) => face);
    const main = faces.filter((face) => face.includes("'Noto Sans SC Variable'"));
    expect(main.length).toBeGreaterThan(100);
    expect(new Set(main.map((face) => /font-weight: ([^;]+);/u.exec(face)?.[1]))).toEqual(
      new Set(['100 900']),
    );
  });
  it('has 舥 of 舥艚社区, which the pieces lack, in both weights', () => {
    const [code] = [...'舥'].map((one) => one.codePointAt(0) ?? 0);
    expect([own('more-regular').has(code ?? 0), own('more-bold').has(code ?? 0)]).toEqual([true, true]);
    expect(pieces().has(code ?? 0)).toBe(false);
  });
  it('keeps what a first picture needs small: two files for the words of the screens and the names of the packs', () => {
    const words = readdirSync(path.join(root, 'client/locales/zh')).flatMap((name) => [
      ...read(`client/locales/zh/${name}`).toString(),
    ]);
    const held = new Set([...own('words'), ...own('names')]);
    const wide = new Set(words.filter((character) => /\p{Script=Han}/u.test(character)));
    const elsewhere = [...wide].filter((character) => !held.has(character.codePointAt(0) ?? 0));
    // A word written since the files were cut comes from its piece; many would be many requests again.
    expect(elsewhere.length).toBeLessThan(40);
    expect(
      read('client/styles/fonts/words.woff2').length + read('client/styles/fonts/names.woff2').length,
    ).toBeLessThan(450_000);
  });
});
