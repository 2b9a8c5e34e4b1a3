import { createHash } from 'node:crypto';
import { build, type Plugin, type Rolldown } from 'vite';
import { filesOf, hintFor, isForOld, withLinks } from './vite-hints.ts';

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
        const { module, whole } = page;
        const files = filesOf(bundle, [module], whole).map((file) => ({ url: file, revision: null }));
        // A page's own copy of the one page names its files at once: over a thin line every further question costs.
        const first = filesOf(bundle, [module]).filter((file) => !isForOld(bundle[file]));
        const source = withLinks(
          html,
          first.map((file) => hintFor(file)),
        );
        this.emitFile({ type: 'asset', fileName: `${page.name}.html`, source });
        const { code, notices } = await codeOf(worker, target, [shell, ...files]);
        this.emitFile({ type: 'asset', fileName: `${page.name}-worker.js`, source: code });
        if (page === pages[0]) this.emitFile({ type: 'asset', fileName: noticesFile, source: notices });
      }
    },
  };
}

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
