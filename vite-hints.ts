import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;
type Chunk = Rolldown.OutputChunk & {
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> };
};

/** A page of the seats that names its files at once, so that none waits for another that names it. */
export interface HintedPage {
  /** Its copy of the one page is `<name>.html`. */
  name: string;
  /** Ends of the paths of modules that its first picture is made of. */
  first: readonly string[];
  /** Of modules that come after it: fetched meanwhile, behind the others. */
  later: readonly string[];
  /** Names of sheets and typefaces that it loads besides, as the build names their files but for the hash: `words.woff2`. */
  files: readonly string[];
}

/** Makes a copy of the one page for each of these, with links to its files in the order in which they are needed. */
export function hintedPages(pages: readonly HintedPage[]): Plugin {
  return {
    name: 'hinted-pages',
    apply: 'build',
    enforce: 'post',
    applyToEnvironment: ({ name }) => name === 'client',
    generateBundle(_options, bundle) {
      const html = bundle['index.html'];
      if (html?.type !== 'asset') return;
      for (const { name, first, later, files } of pages) {
        const own = hinted(bundle, first).filter((file) => !String(html.source).includes(`"./${file}"`));
        const known = [...own, ...filesOf(bundle, first)];
        const after = hinted(bundle, later).filter((file) => !known.includes(file));
        const links = [
          ...own.map((file) => (isOfStart(bundle, file) ? styleOf(file) : hintFor(file))),
          ...files.map((file) => hintFor(assetOf(bundle, file))),
          ...after.map((file) => hintFor(file, ' fetchpriority="low"')),
        ];
        this.emitFile({ type: 'asset', fileName: `${name}.html`, source: withLinks(html, links) });
      }
    },
  };
}

/**
 * All files that these modules and the start of every page are made of, fonts left out. `whole`: also what they load later. Throws where
 * the bundle has no such module: a page would open without a hint, and nobody would notice.
 */
export function filesOf(bundle: Bundle, modules: readonly string[], whole = false): string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (name: string, isOwn: boolean): void => {
    const chunk = bundle[name] as Chunk | undefined;
    if (chunk?.type !== 'chunk' || visited.has(`${name} ${isOwn}`)) return;
    visited.add(`${name} ${isOwn}`);
    found.add(name);
    for (const file of chunk.viteMetadata?.importedCss ?? []) found.add(file);
    for (const file of chunk.viteMetadata?.importedAssets ?? []) if (!isFont(file)) found.add(file);
    for (const next of chunk.imports) visit(next, isOwn);
    if (isOwn) for (const next of chunk.dynamicImports) if (!isApp(bundle[next])) visit(next, isOwn);
  };
  const chunks = Object.entries(bundle).flatMap(([name, output]) =>
    output.type === 'chunk' ? [[name, output] as const] : [],
  );
  // The entry and what it starts load every app; they are taken without what they load.
  for (const [name, { isEntry, facadeModuleId }] of chunks)
    if (isEntry || startsPages.test(facadeModuleId ?? '')) visit(name, false);
  for (const module of modules) {
    const home = chunks.find(([, { moduleIds }]) => moduleIds.some((id) => id.endsWith(module)));
    if (!home) throw new Error(`no chunk of the bundle holds ${module}`);
    visit(home[0], whole);
  }
  return [...found].sort();
}

/** Of the files of these modules those that a page itself can ask for: a worker's are fetched by the worker. */
function hinted(bundle: Bundle, modules: readonly string[]): string[] {
  return filesOf(bundle, modules).filter(
    (file) => !isForOld(bundle[file]) && (file.endsWith('.css') || bundle[file]?.type === 'chunk'),
  );
}

/** The address of an app is shared by all of them, and knows how to load each. */
const isApp = (output: Bundle[string] | undefined): boolean =>
  output?.type === 'chunk' && /\/client\/apps\/[^/]+\/\w+App\.vue$/u.test(output.facadeModuleId ?? '');
const startsPages = /\/client\/(start|older-browsers)\.ts$/u;
export const isForOld = (output: Bundle[string] | undefined): boolean =>
  output?.type === 'chunk' && (output.facadeModuleId ?? '').endsWith('/older-browsers.ts');
const isFont = (file: string): boolean => /\.woff2?$/u.test(file);

/** Asks for a file before something names it. */
export function hintFor(file: string, more = ''): string {
  const as = isFont(file) ? ' as="font" type="font/woff2"' : file.endsWith('.css') ? ' as="style"' : null;
  return `<link rel="${as === null ? 'module' : ''}preload"${as ?? ''} crossorigin${more} href="./${file}">`;
}

/** The look of every page, which the first words are drawn with. */
const styleOf = (file: string): string => `<link rel="stylesheet" crossorigin href="./${file}">`;
const isOfStart = (bundle: Bundle, file: string): boolean =>
  Object.values(bundle).some(
    (output) =>
      output.type === 'chunk' &&
      (output.facadeModuleId ?? '').endsWith('/client/start.ts') &&
      (output as Chunk).viteMetadata?.importedCss.has(file),
  );

function assetOf(bundle: Bundle, wanted: string): string {
  const [name = '', end = ''] = wanted.split('.');
  const file = Object.keys(bundle).find(
    (one) => one.startsWith(`assets/${name}-`) && one.endsWith(`.${end}`),
  );
  if (file === undefined) throw new Error(`the bundle has no ${wanted}`);
  return file;
}

/** The one page with these links at the end of its head. */
export const withLinks = ({ source }: Rolldown.OutputAsset, links: readonly string[]): string =>
  String(source).replace('</head>', `${links.join('\n')}\n</head>`);
