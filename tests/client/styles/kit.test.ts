import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const client = path.resolve(import.meta.dirname, '../../../client');
const read = (file: string): string => readFileSync(path.join(client, file), 'utf8');
const files = readdirSync(client, { recursive: true, encoding: 'utf8' });
const components = files
  .filter((file) => file.endsWith('.vue'))
  .map((file) => {
    const text = read(file);
    const styles = [...text.matchAll(/<style[^>]*>[\s\S]*?<\/style>/g)].map(([style]) => style);
    return { file, css: styles.join('\n') };
  });
const words = files
  .filter((file) => file.startsWith('styles/kit/'))
  .flatMap((file) => [...read(file).matchAll(/^\.([\w-]+) \{/gm)].map(([, word = '']) => word));

it('a word of the kit has one meaning', () => {
  expect(words.toSorted()).toEqual([...new Set(words)].toSorted());
});

it('a component that says a word of the kit does not give it another meaning', () => {
  const layout = new Set(words.filter((word) => /-/.test(word)));
  const clashes = components.flatMap(({ file, css }) =>
    [...css.matchAll(/\.([\w-]+)/g)].flatMap(([, word = '']) =>
      layout.has(word) ? [`${file} .${word}`] : [],
    ),
  );
  expect(clashes).toEqual([]);
});

it('sizes of the scale are tokens', () => {
  const tokens = [...read('styles/tokens.css').matchAll(/--(type-\w+): [\d.]+;/g)].map(([, name]) => name);
  expect(words.filter((word) => word.startsWith('type-') && !tokens.includes(word))).toEqual([]);
});
