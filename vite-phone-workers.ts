import { createHash } from 'node:crypto';
import { build, type Plugin, type Rolldown } from 'vite';

/** A phone page that opens without a line. */
export interface PhonePage {
  /** Its service worker is `<name>-worker.js`. */
  name: string;
  /** The end of the path of its app's module. */
  module: string;
  /** Whether the parts that it loads later, such as the map, are kept as well; else they are fetched when wanted. */
  whole: boolean;
}

interface Options {
  pages: readonly PhonePage[];
  worker: string;
  target: string[];
}
type Chunk = Rolldown.OutputChunk & {
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> };
};

/**
 * Makes a service worker for each phone page, with the list of exactly the files that the page needs: the build knows the graph of
 * its chunks, which no pattern of names does. Caching itself is Workbox's.
 */
export function phoneWorkers({ pages, worker, target }: Options): Plugin {
  return {
    name: 'phone-workers',
    apply: 'build',
    enforce: 'post',
    applyToEnvironment: ({ name }) => name === 'client',
    async generateBundle(_options, bundle) {
      const html = bundle['index.html'];
      if (html?.type !== 'asset') return;
      const shell = {
        url: 'index.html',
        revision: createHash('sha256').update(html.source).digest('hex').slice(0, 16),
      };
      for (const page of pages) {
        const files = filesOf(bundle, page).map((file) => ({ url: file, revision: null }));
        const first = filesOf(bundle, { ...page, whole: false }).filter((file) => !isForOld(bundle[file]));
        this.emitFile({ type: 'asset', fileName: `${page.name}.html`, source: withHints(html, first) });
        const { code, notices } = await codeOf(worker, target, [shell, ...files]);
        this.emitFile({ type: 'asset', fileName: `${page.name}-worker.js`, source: code });
        if (page === pages[0]) this.emitFile({ type: 'asset', fileName: noticesFile, source: notices });
      }
    },
  };
}

/** All files that a page is made of, fonts left out: a phone has its own. */
export function filesOf(bundle: Rolldown.OutputBundle, { module, whole }: PhonePage): string[] {
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
  for (const [name, output] of Object.entries(bundle)) {
    if (output.type !== 'chunk') continue;
    const id = output.facadeModuleId ?? '';
    // The entry and what it starts load every app; they are taken without what they load.
    if (output.isEntry || /\/client\/(start|older-browsers)\.ts$/u.test(id)) visit(name, false);
    if (id.endsWith(module)) visit(name, whole);
  }
  return [...found].sort();
}
/** The address of an app is shared by all of them, and knows how to load each. */
const isApp = (output: Rolldown.OutputBundle[string] | undefined): boolean =>
  output?.type === 'chunk' && /\/client\/apps\/[^/]+\/\w+App\.vue$/u.test(output.facadeModuleId ?? '');
/** A page's own copy of the one page, which names its files at once: over a thin line every further question costs. */
function withHints({ source }: Rolldown.OutputAsset, files: readonly string[]): string {
  const links = files.map((file) =>
    file.endsWith('.css')
      ? `<link rel="preload" as="style" crossorigin href="./${file}">`
      : `<link rel="modulepreload" crossorigin href="./${file}">`,
  );
  return String(source).replace('</head>', `${links.join('\n')}\n</head>`);
}
const isForOld = (output: Rolldown.OutputBundle[string] | undefined): boolean =>
  output?.type === 'chunk' && (output.facadeModuleId ?? '').endsWith('/older-browsers.ts');
const isFont = (file: string): boolean => /\.woff2?$/u.test(file);

/** Notices of the libraries in service workers, which are a bundle of their own. */
const noticesFile = 'third-party-workers.md';

/** The service worker as one classic script: Firefox has no others for long. With the notices of its libraries. */
async function codeOf(
  worker: string,
  target: string[],
  files: readonly unknown[],
): Promise<{ code: string; notices: string | Uint8Array }> {
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __PHONE_FILES__: JSON.stringify(files), 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target,
      minify: true,
      copyPublicDir: false,
      license: { fileName: noticesFile },
      lib: { entry: worker, formats: ['iife'], name: 'worker', fileName: () => 'worker.js' },
    },
  });
  const [output] = [made].flat() as Rolldown.RolldownOutput[];
  const [chunk] = output?.output ?? [];
  const notices = output?.output.find(({ fileName }) => fileName === noticesFile);
  if (chunk?.type !== 'chunk' || notices?.type !== 'asset')
    throw new Error('the service worker was not built');
  return { code: chunk.code, notices: notices.source };
}
