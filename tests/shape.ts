import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findFaults, namesRole, roomsKnown, shapeOf, type SourceFile } from './support/architecture.ts';

/**
 * `npm run shape`: figures of the shape of the project, to be held against those of another day. They judge nothing; what must hold
 * is in `architecture.test.ts`.
 */
const root = path.resolve(import.meta.dirname, '..');
const listed = execFileSync('git', ['ls-files', 'client', 'server', 'shared', 'tests'], { cwd: root })
  .toString()
  .split('\n');
const read = (names: readonly string[]): SourceFile[] =>
  names.map((name) => ({ path: name, text: readFileSync(path.join(root, name), 'utf8') }));
const files = read(listed.filter((name) => /\.(ts|vue|mjs)$/.test(name)));
/** Styles that lie beside the component they belong to. What all take (`styles/`) is the kit itself. */
const besides = read(listed.filter((name) => /^client\/(?!styles\/).*\.css$/.test(name)));
const product = files.filter((one) => !one.path.startsWith('tests/'));
const screens = product.filter((one) => one.path.endsWith('.vue'));

const linesOf = (text: string): number => text.trimEnd().split('\n').length;
const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
const blocks = (text: string, tag: string): string =>
  [...text.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))]
    .map(([, one]) => one)
    .join('\n');

/** Lines of runs of six that stand word for word in another file as well; imports and brackets are no words. */
function repeated(of: readonly SourceFile[]): number {
  const seen = new Map<string, Set<string>>();
  const runs = of.map(({ path: name, text }) => {
    const lines = text
      .split('\n')
      .map((one) => one.trim())
      .filter((one) => one.length > 3 && !/^(import|\/\/|\*|\/\*)/.test(one));
    const keys = lines.slice(0, -5).map((_, i) => lines.slice(i, i + 6).join('\n'));
    for (const key of keys) seen.set(key, (seen.get(key) ?? new Set()).add(name));
    return { lines, keys };
  });
  return sum(
    runs.map(({ keys }) => {
      const hit = new Set<number>();
      keys.forEach((key, i) => {
        if ((seen.get(key)?.size ?? 0) > 1) for (let n = i; n < i + 6; n++) hit.add(n);
      });
      return hit.size;
    }),
  );
}

const code = product.map(shapeOf);
const long = code.flatMap((one) => one.long).toSorted((a, b) => parseInt(b) - parseInt(a));
const linesOfStyle = (text: string): number => (text.trim() === '' ? 0 : linesOf(text));
const css = sum(screens.map(({ text }) => linesOfStyle(blocks(text, 'style'))));
const beside = sum(besides.map(({ text }) => linesOf(text)));
const all = sum(screens.map(({ text }) => linesOf(text)));
const known = roomsKnown(product);
const figures: [string, string | number][] = [
  ['files of the product, of tests', `${product.length}, ${files.length - product.length}`],
  [
    'lines of the product, of tests',
    `${sum(product.map(({ text }) => linesOf(text)))}, ${sum(files.map(({ text }) => linesOf(text))) - sum(product.map(({ text }) => linesOf(text)))}`,
  ],
  [
    'median lines of a file, of a component',
    `${median(product.map(({ text }) => linesOf(text)))}, ${median(screens.map(({ text }) => linesOf(text)))}`,
  ],
  ['CSS of lines of components', `${((100 * css) / all).toFixed(1)} %`],
  [
    'the same with the sheets that lie beside them',
    `${((100 * (css + beside)) / (all + beside)).toFixed(1)} %`,
  ],
  ['functions over 60 lines with all in them', long.length],
  ['objects within objects to save lines', sum(code.map(({ nested }) => nested))],
  ['files that name roles', product.filter(namesRole).length],
  ['lines that stand in two files', repeated(product)],
  [
    'faults of the rules, rings among them',
    findFaults(files.filter(({ path: name }) => name !== 'tests/architecture.test.ts')).length,
  ],
  [
    'other rooms that a room knows, median and most',
    `${median([...known.values()])}, ${Math.max(...known.values())}`,
  ],
];
for (const [name, value] of figures) console.log(`${name.padEnd(52)}${value}`);
if (process.argv.includes('--long')) console.log(`\n${long.join('\n')}`);
