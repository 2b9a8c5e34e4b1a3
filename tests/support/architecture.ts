import { createRequire } from 'node:module';
import type typescript from 'typescript';
import { crossingFault, roomOf } from './rooms.ts';

// Vite would read nine megabytes of compiler through its own transforms.
const ts = createRequire(import.meta.url)('typescript') as typeof typescript;

/**
 * The rules of the house, checked on the text of its files. Who may import whom is the table in rooms.ts; ARCHITECTURE.md says
 * why. A rule is mended here when the cut of the rooms changes, never to let one file pass.
 */
export interface SourceFile {
  /** From the root of the project, with `/`. */
  path: string;
  text: string;
}

/** Libraries that only some places may use at run time. */
const libraries: { names: string[]; places: RegExp }[] = [
  {
    names: [
      'express',
      'express-session',
      'express-rate-limit',
      'helmet',
      'connect-pg-simple',
      'swagger-ui-dist',
    ],
    places: /^server\/http\//,
  },
  { names: ['socket.io'], places: /^server\/stream\/sockets\.ts$/ },
  { names: ['socket.io-client'], places: /^client\/stream\/connect\.ts$|^tests\// },
  { names: ['maplibre-gl', 'pmtiles'], places: /^client\/map\// },
  { names: ['hls.js'], places: /^client\/video\// },
  { names: ['echarts', 'vue-echarts'], places: /^client\/charts\// },
  { names: ['pg', 'pg-copy-streams', 'kysely'], places: /^server\/storage\/|^tests\// },
  { names: ['prom-client'], places: /^server\/metrics\.ts$/ },
  { names: ['ws'], places: /^server\/ingest\/web-socket\.ts$|^tests\// },
  { names: ['age-encryption'], places: /^server\/storage\/|^tests\// },
  { names: ['@aws-sdk/client-s3'], places: /^server\/evidence\/bucket\.ts$|^tests\// },
  { names: ['@redis/client'], places: /^server\/node\/redis-line\.ts$/ },
  { names: ['aedes', 'mqtt'], places: /^server\/(ingest|simulator)\/|^tests\// },
  {
    names: ['@node-rs/argon2', '@zxcvbn-ts/core', '@zxcvbn-ts/language-common'],
    places: /^server\/access\//,
  },
  { names: ['openid-client'], places: /^server\/access\/provider\.ts$/ },
  { names: ['jose'], places: /^server\/access\/provider\.ts$|^tests\// },
  { names: ['ldapts'], places: /^(?:server\/access\/directory|tests\/support\/directory-server)\.ts$/ },
  { names: ['delaunator'], places: /^client\/apps\/admin\/grids\/by-addresses\.ts$/ },
  { names: ['otpauth'], places: /^server\/access\/|^tests\// },
  { names: ['fast-xml-parser'], places: /^server\/http\/|^tests\// },
  { names: ['web-push'], places: /^server\/outgoing\// },
  { names: ['standardwebhooks'], places: /^server\/outgoing\/|^tests\// },
  { names: ['file-type'], places: /^server\/evidence\// },
  { names: ['pino'], places: /^server\/log\.ts$/ },
  {
    names: ['zod'],
    places:
      /^shared\/|^server\/(config\.ts|ingest\/|http\/|packs\/|storage\/backup\.ts)|^client\/(main\.ts$|stream\/)|^tests\//,
  },
  { names: ['vue', 'pinia', 'reka-ui'], places: /^client\/|^tests\/(client|e2e)\// },
  { names: ['vue-i18n'], places: /^client\/locales\/i18n\.ts$/ },
];

/** All that shared may know: libraries that compute and touch nothing. */
const pureLibraries = ['zod', '@noble/hashes', 'chinese-days', 'topojson-client', 'polyclip-ts'];

const role = "'(?:duty|leader|handler|field|admin|auditor|wall|source|citizen|system)'";
const asksRole = new RegExp(
  `\\brole'?\\s*(?:[!=]?==?|:)\\s*${role}|\\[\\s*'(?:duty|leader|handler|admin|auditor)'(?:\\s*,\\s*${role})+|\\bforRoles\\b`,
  'u',
);
/**
 * All files of the product that name a role: the table, who acts without an account, people of a demo and of the pretend county,
 * whom a pack or a sheet makes, queries about them, and where one tells who acted. Everybody else asks `may`.
 */
export const namesRoles: readonly string[] = [
  'shared/access/may.ts',
  'shared/access/outsiders.ts',
  'shared/access/area.ts',
  'shared/access/slice.ts',
  'shared/dossier/ring-life.ts',
  'shared/report/story.ts',
  'server/access/demo.ts',
  'server/access/demo-levels.ts',
  'server/access/first-admin.ts',
  'server/outgoing/outgoing.ts',
  'server/packs/load.ts',
  'server/queries/cap.ts',
  'server/queries/for-wall.ts',
  'server/storage/doctor-queries.ts',
  'server/storage/public/outgoing-store.ts',
  'server/past/watch.ts',
  'server/simulator/arrivals.ts',
  'server/simulator/cast.ts',
  'server/simulator/course.ts',
  'server/simulator/people.ts',
  'server/simulator/plan-step.ts',
  'client/telling/threads.ts',
  'client/telling/timeline.ts',
  'client/apps/wall/panels/feed-lines.ts',
];
export function namesRole({ text }: SourceFile): boolean {
  return asksRole.test(withoutComments(text));
}

/**
 * Where a text of one language may be read by its name: where such texts are made or typed in. Everybody else asks `textIn`,
 * `inRecord` or `inEvery`, so that a third language is a folder.
 */
const namesLanguages =
  /^tests\/|^client\/(locales\/|apps\/admin\/(?:discovered|counties|founding)\/)|^server\/(pack-author\/|starter\/|queries\/(?:indicators|cap)\.ts$)|^shared\/(kernel\/localized|pack\/place-name|warning\/cap)\.ts$/;

/** An address from the top of the host, which the house may not stand at: `BASE_PATH`. */
const fromTheTop = /(?<!\bunder\()(['"`])\/(?:(?:api|packs|socket\.io|docs)\b|\$\{[^}]*jurisdiction\)?\}\/)/;
/** Makes such addresses, or is told them by the server. */
const placesAddresses = /^client\/(base-path\.ts|locales\/)/;

/** What fails and is tried again is a round of `server/works.ts`, so that `/healthz` names it; these fail with the database alone. */
const triesAgain = /(?:retrying|tr(?:ied|ying) again)['"`]/;
const triesWithDatabase =
  /^server\/(?:ledger\/follow|rules\/listening|storage\/(?:leases|database)|commands\/(?:clockwork|execute))\.ts$/;

/** A connection that is not given back holds up every stop: these lend them, each in a way of its own. */
const lends = /\bpool\.connect\(\)/;
const lenders =
  /^server\/storage\/(?:transaction|readings\/reading-line|record\/(?:record-probe|ledger-copy))\.ts$/;

const products = ['client', 'server', 'shared'];
const emptyNames = /^(utils?|helpers?|common|misc|manager|service|handler|base|types|index)\.(ts|vue|mjs)$/;
const maxLines = { ts: 300, vue: 250, vueScript: 100, function: 60 };

interface Import {
  target: string;
  isTypeOnly: boolean;
}

/** Every fault of the files, one line each; nothing when the house is in order. */
export function findFaults(files: readonly SourceFile[]): string[] {
  const graph = new Map<string, string[]>();
  const faults: string[] = [];
  for (const file of files) {
    const imports = importsOf(file);
    graph.set(
      file.path,
      imports.map(({ target }) => resolve(file.path, target)),
    );
    faults.push(...nameFaults(file), ...lengthFaults(file), ...functionFaults(file), ...textFaults(file));
    for (const one of imports)
      faults.push(...importFaults(file.path, one).map((why) => `${file.path}: ${why}`));
  }
  return [...faults, ...cycleFaults(graph)];
}

function importsOf(file: SourceFile): Import[] {
  const code = withoutComments(file.path.endsWith('.vue') ? scriptOf(file.text) : file.text);
  const found: Import[] = [];
  for (const [, what = '', target = ''] of code.matchAll(
    /\b(?:import|export)\b([\w\s{},*$]*?)\bfrom\s*['"]([^'"\n]+)['"]/g,
  )) {
    found.push({ target, isTypeOnly: /^\s*type\b/.test(what) });
  }
  for (const [, target = ''] of code.matchAll(/\bimport\s*['"]([^'"\n]+)['"]/g))
    found.push({ target, isTypeOnly: false });
  for (const [, target = ''] of code.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]/g)) {
    found.push({ target, isTypeOnly: false });
  }
  return found;
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

/** What stands in quotes is no code; in a template of Vue it is, between double ones. */
function withoutTexts(code: string): string {
  return code.replaceAll(/'[^'\n]*'/g, "''");
}

function scriptOf(text: string): string {
  return [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n');
}

/** A path of the project for what is written relative or by `#shared/`; a library's name for the rest. */
function resolve(from: string, target: string): string {
  const bare = target.split('?', 1)[0] ?? target;
  if (bare.startsWith('#shared/')) return bare.slice(1);
  if (!bare.startsWith('.')) return libraryOf(bare);
  const parts = from.split('/').slice(0, -1);
  for (const step of bare.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

function libraryOf(target: string): string {
  if (target.startsWith('node:')) return target;
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function importFaults(from: string, { target, isTypeOnly }: Import): string[] {
  const to = resolve(from, target);
  const faults: string[] = [];
  const [fromSide = '', toSide = ''] = [from.split('/')[0], to.split('/')[0]];
  const isRelative = target.startsWith('.');
  if (fromSide === 'client' && toSide === 'server')
    faults.push(`the client must not know the server (${target})`);
  if (fromSide === 'server' && toSide === 'client')
    faults.push(`the server must not know the client (${target})`);
  if (fromSide !== 'tests' && toSide === 'tests')
    faults.push(`the product must not know its tests (${target})`);
  if (
    fromSide === 'shared' &&
    !(isRelative ? toSide === 'shared' : pureLibraries.includes(to) || isTypeOnly)
  ) {
    faults.push(`shared knows only shared and what is pure (${target})`);
  }
  if (isRelative && toSide === 'shared' && fromSide !== 'shared') faults.push(`write #shared/… (${target})`);
  if (isRelative && !/\.(ts|vue|json|css|svg|mjs|js|png|woff2)(\?.*)?$/.test(target))
    faults.push(`no suffix (${target})`);
  if (
    faults.length === 0 &&
    fromSide !== 'tests' &&
    products.includes(fromSide) &&
    products.includes(toSide)
  ) {
    const crossing = crossingFault(from, to);
    if (crossing) faults.push(crossing);
  }
  if (isTypeOnly) return faults;
  for (const { names, places } of libraries) {
    if (names.includes(to) && !places.test(from)) faults.push(`${to} is not used here`);
  }
  return faults;
}

function nameFaults({ path }: SourceFile): string[] {
  const name = path.split('/').at(-1) ?? '';
  if (emptyNames.test(name)) return [`${path}: the name says nothing`];
  const pattern = name.endsWith('.vue')
    ? /^[A-Z][A-Za-z0-9]*\.vue$/
    : /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))*\.(ts|mjs|js)$/;
  return pattern.test(name) ? [] : [`${path}: kebab-case for files, PascalCase for components`];
}

function lengthFaults({ path, text }: SourceFile): string[] {
  if (path.startsWith('tests/')) return [];
  const lines = (part: string): number => part.trimEnd().split('\n').length;
  const faults: string[] = [];
  const limit = path.endsWith('.vue') ? maxLines.vue : maxLines.ts;
  if (lines(text) > limit) faults.push(`${path}: ${lines(text)} lines, ${limit} at most`);
  if (path.endsWith('.vue') && lines(scriptOf(text)) > maxLines.vueScript) {
    faults.push(`${path}: ${lines(scriptOf(text))} lines of script, ${maxLines.vueScript} at most`);
  }
  return faults;
}

/**
 * Functions that are too long. What a function declares inside itself counts for itself: the opener of a room is as long as its
 * own lines, not as the acts that share its state.
 */
function functionFaults({ path, text }: SourceFile): string[] {
  if (path.startsWith('tests/') || path.endsWith('.mjs')) return [];
  const code = path.endsWith('.vue') ? scriptOf(text) : text;
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.ESNext, true);
  const faults: string[] = [];
  const linesOf = (node: typescript.Node): number =>
    source.getLineAndCharacterOfPosition(node.end).line -
    source.getLineAndCharacterOfPosition(node.getStart()).line +
    1;
  /** Lines of the functions inside, outermost ones only. */
  const walk = (node: typescript.Node): number => {
    let inner = 0;
    ts.forEachChild(node, (child) => {
      inner += walk(child);
    });
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return inner;
    const lines = linesOf(node);
    const name = node.name ? node.name.getText() : 'a function';
    if (lines - inner > maxLines.function)
      faults.push(`${path}: ${name} has ${lines - inner} lines, ${maxLines.function} at most`);
    return lines;
  };
  walk(source);
  return faults;
}

/** What a file could be written better in, counted: what `npm run shape` prints and the test holds to a budget. */
export interface Shape {
  /** Functions over 60 lines with all that stands in them: `lines path name`. */
  long: string[];
  /** Objects written within another to save lines: `...{ a, b }`. */
  nested: number;
}

export function shapeOf({ path, text }: SourceFile): Shape {
  const code = path.endsWith('.vue') ? scriptOf(text) : text;
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.ESNext, true);
  const line = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
  const shape: Shape = { long: [], nested: 0 };
  const walk = (node: typescript.Node): void => {
    if (ts.isSpreadAssignment(node) && ts.isObjectLiteralExpression(node.expression)) shape.nested += 1;
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const lines = line(node.end) - line(node.getStart()) + 1;
      if (lines > maxLines.function)
        shape.long.push(`${lines} ${path} ${node.name?.getText() ?? 'a function'}`);
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return shape;
}

// A field and a text of a day know no zone: read by the device's, they are another instant on a device that stands elsewhere.
const byDevice =
  /getTimezoneOffset|\.(?:get|set)(?:Hours|Minutes|Date|Day|Month|FullYear)\(|toISOString\(\)\.slice/u;

function textFaults({ path, text }: SourceFile): string[] {
  const code = withoutComments(text);
  const faults: string[] = [];
  const isScript = path.startsWith('tests/') || path.endsWith('.mjs') || path.endsWith('.config.ts');
  if (!isScript && path !== 'server/config.ts' && /\bprocess\.env\b/.test(code))
    faults.push(`${path}: settings come from config.ts`);
  if (/@ts-(ignore|nocheck)\b/.test(text)) faults.push(`${path}: the compiler is not silenced`);
  if (!path.startsWith('tests/') && !namesRoles.includes(path) && asksRole.test(code))
    faults.push(`${path}: ask shared/access/may.ts what somebody may, not for the role`);
  if (!namesLanguages.test(path) && /[\w)\]?]\.(?:zh|en)\b|\[language\(\)\]/u.test(withoutTexts(code)))
    faults.push(`${path}: ask textIn, inRecord or inEvery, not for one language`);
  if (path.startsWith('client/') && fromTheTop.test(code) && !placesAddresses.test(path))
    faults.push(`${path}: an address of this house is made by under or pageAt`);
  if (path.startsWith('server/') && triesAgain.test(code) && !triesWithDatabase.test(path))
    faults.push(`${path}: what is tried again is a round of works.ts`);
  if (path.startsWith('client/') && path !== 'client/format/written-time.ts' && byDevice.test(code))
    faults.push(`${path}: time is written and read by format/, in the zone of the county`);
  if (path.startsWith('server/') && lends.test(code) && !lenders.test(path))
    faults.push(`${path}: connections are lent by storage/transaction.ts`);
  if (!path.startsWith('tests/') && /\benum\s+[A-Z]\w*\s*\{/.test(code))
    faults.push(`${path}: a union in place of an enum`);
  return faults;
}

/** One line for each ring of imports, those of types included, from its smallest member. */
function cycleFaults(graph: ReadonlyMap<string, string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const faults: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      faults.push(`import cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
      return;
    }
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of [...graph.keys()].sort()) visit(path, []);
  return faults;
}

/** By room, how many others its files import. */
export function roomsKnown(files: readonly SourceFile[]): Map<string, number> {
  const known = new Map<string, Set<string>>();
  for (const file of files) {
    const here = roomOf(file.path);
    const there = known.get(here) ?? new Set();
    for (const { target } of importsOf(file)) {
      const to = resolve(file.path, target);
      if (products.includes(to.split('/')[0] ?? '') && roomOf(to) !== here) there.add(roomOf(to));
    }
    known.set(here, there);
  }
  return new Map([...known].map(([room, rooms]) => [room, rooms.size]));
}
