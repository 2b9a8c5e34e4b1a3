import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type Program } from 'acorn';
import compat from 'core-js-compat';
import { describe, expect, it } from 'vitest';

/** The built pages against the oldest browsers that they are made for; see `browserslist` of package.json. */
const root = path.resolve(import.meta.dirname, '../..');
const built = path.join(root, 'dist/client');
const { browserslist } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  browserslist: string[];
};
const files = (ending: RegExp): [name: string, text: string][] =>
  readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => [entry.name, readFileSync(path.join(entry.parentPath, entry.name), 'utf8')]);

/** `es.array.to-sorted` → toSorted */
const propertyOf = (module: string): string =>
  (module.replace(/\.v\d$/u, '').split('.')[2] ?? '').replace(/-(\w)/gu, (_, c: string) => c.toUpperCase());
/** What has come into the language since, proposals left out. */
const missing = compat({ targets: browserslist }).list.filter((module) => /^(es|web)\./u.test(module));
/** A name that some thing has had for long says nothing: `filter` is one of arrays. As the compiler knows them. */
const libraries = path.join(root, 'node_modules/typescript/lib');
const old = new Set(
  readdirSync(libraries)
    .filter((name) => /^lib\.es(5|20(1[5-9]|2[012]))(\..*)?\.d\.ts$/u.test(name))
    .flatMap((name) => [
      ...readFileSync(path.join(libraries, name), 'utf8').matchAll(/^\s+(?:readonly )?(\w+)[?]?[:(<]/gmu),
    ])
    .map(([, name = '']) => name),
);
const brought = [
  ...readFileSync(path.join(root, 'client/older-browsers.ts'), 'utf8').matchAll(/modules\/(\S+)\.js'/gu),
].map(([, module = '']) => module);
const lacking = new Set(
  missing
    .filter((module) => !brought.includes(module))
    .map(propertyOf)
    .filter((name) => name.length > 3 && !old.has(name) && name !== 'constructor'),
);
/** Asked for before they are used, or another thing of that name. */
const harmless: Record<string, string> = {
  toHex: '@noble/hashes asks for it first',
  fromHex: '@noble/hashes asks for it first',
  escape: 'CSS.escape, of 2015',
  chunks: 'a list of the player of HLS',
  dispose: 'a method of charts and of translations',
  detached: 'an option of the scopes of Vue',
};

function* membersOf(node: unknown): Generator<string> {
  if (Array.isArray(node)) for (const one of node) yield* membersOf(one);
  else if (node !== null && typeof node === 'object') {
    const { type, computed, property } = node as {
      type?: string;
      computed?: boolean;
      property?: { name?: string };
    };
    if (type === 'MemberExpression' && !computed && property?.name) yield property.name;
    for (const value of Object.values(node)) if (typeof value === 'object') yield* membersOf(value);
  }
}
const parsed = new Map<string, Program>();
const read = (text: string): Program => {
  const known = parsed.get(text) ?? parse(text, { ecmaVersion: 2022, sourceType: 'module' });
  parsed.set(text, known);
  return known;
};
/** The parts that a part waits for before its first line runs, by their names. */
function waitsFor(text: string): string[] {
  return read(text).body.flatMap((one) =>
    'source' in one && typeof one.source?.value === 'string' ? [path.basename(one.source.value)] : [],
  );
}
/** Parts that wait for each other, in the order of their waiting; null: there are none. */
function ringAmong(parts: ReadonlyMap<string, readonly string[]>): string[] | null {
  const sound = new Set<string>();
  const seek = (name: string, way: readonly string[]): string[] | null => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (sound.has(name)) return null;
    for (const next of parts.get(name) ?? []) {
      const ring = seek(next, [...way, name]);
      if (ring) return ring;
    }
    sound.add(name);
    return null;
  };
  for (const name of parts.keys()) {
    const ring = seek(name, []);
    if (ring) return ring;
  }
  return null;
}

describe('the built pages in a browser of 2022', () => {
  it('are written in a language that it knows, and use nothing that it lacks', { timeout: 120_000 }, () => {
    const scripts = files(/\.m?js$/u);
    expect(scripts.length).toBeGreaterThan(20);
    const faults = scripts.flatMap(([name, text]) => {
      try {
        const used = new Set(membersOf(read(text)));
        return [...used]
          .filter((one) => lacking.has(one) && harmless[one] === undefined)
          .map((one) => `${name}: ${one}`);
      } catch (error) {
        return [`${name}: ${(error as Error).message}`];
      }
    });
    expect(faults).toEqual([]);
  });

  it('has a planted use found', () => {
    expect([...membersOf(read('const a = b.toSorted();'))]).toEqual(['toSorted']);
    expect(() => read('const a = /[a--b]/v;')).toThrow();
    expect(missing).toContain('es.array.to-sorted');
    expect(brought).toContain('es.array.to-sorted');
  });

  it('have no parts that wait for each other: what one takes of the other could be undefined when its first line runs', () => {
    const scripts = files(/\.m?js$/u);
    const parts = new Map(scripts.map(([name, text]) => [name, waitsFor(text)]));
    // A name stands for one file here.
    expect(parts.size).toBe(scripts.length);
    expect([...parts.values()].flat().filter((name) => parts.has(name)).length).toBeGreaterThan(100);
    expect(ringAmong(parts)).toBeNull();
    const planted = {
      a: "import{x}from'./b.js';",
      b: "export*from'./c.js';",
      c: "import'./d.js';import'./a.js';",
      d: '',
    };
    const ring = new Map(Object.entries(planted).map(([name, text]) => [`${name}.js`, waitsFor(text)]));
    expect(ringAmong(ring)).toEqual(['a.js', 'b.js', 'c.js', 'a.js']);
    // What is asked for later waits for nobody.
    expect(waitsFor("const later = () => import('./a.js');")).toEqual([]);
  });

  it('are drawn by rules that it knows, or have one before it', () => {
    const newer =
      /\b(color-mix|oklch|oklab|light-dark|linear)\(|@starting-style|@scope\b|text-wrap:|field-sizing|:popover-open|\d(lh|rlh)\b/u;
    // The machines of a centre are its own; phones are anybody's.
    const phones = files(/\.css$/u).filter(
      ([name]) => !/^(Desk|Wall|Lead|Supervise|Procedures|Dossier)/u.test(name),
    );
    expect(phones.length).toBeGreaterThan(3);
    const faults = phones.flatMap(([name, text]) => [
      ...(newer.test(text) ? [`${name}: ${newer.exec(text)?.[0]}`] : []),
      ...(/[{;][^{}]*&[^{}]*\{/u.test(text) ? [`${name}: nested rules`] : []),
      // Viewport units of 2022-11 stand behind a question, after the one that every browser knows.
      ...[
        ...text
          .replaceAll(/@supports ?\(height: ?100dvh\) ?\{[^{}]*\{[^{}]*\}\s*\}/gu, '')
          .matchAll(/[a-z-]+:[^;{}]*\d[dsl]vh/gu),
      ].map(([whole]) => `${name}: ${whole} alone`),
    ]);
    expect(faults).toEqual([]);
  });
});

it('beside the pages and their workers lie the notices of every library and typeface in them', () => {
  const notices = ['third-party.md', 'third-party-workers.md']
    .map((name) => readFileSync(path.join(built, name), 'utf8'))
    .join('\n');
  const named = new Set([...notices.matchAll(/^## (\S+) - /gmu)].map(([, name = '']) => name));
  expect(named.size).toBeGreaterThan(40);
  const sources = readdirSync(path.join(root, 'client'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/u.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  const imported = sources.flatMap((text) =>
    [...text.matchAll(/^(?:import|export) (?!type)[^;]*?from '((?:@[\w.-]+\/)?[\w.-]+)[^']*'/gmu)].map(
      ([, name = '']) => name,
    ),
  );
  const left = new Set(imported.filter((name) => !/^(\.|vue$)/u.test(name) && !named.has(name)));
  expect([...left]).toEqual([]);
});
