import vue from '@vitejs/plugin-vue';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';
import { sharedChunks } from './vite-chunks.ts';
import { packedBeside } from './vite-packed.ts';
import { hintedPages } from './vite-hints.ts';
import { phoneWorkers } from './vite-phone-workers.ts';

const root = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts: string[]): string => path.join(root, ...parts);

/** The oldest browsers that the pages are built for, from `browserslist` of package.json: `chrome >= 107` is `chrome107`. */
const { browserslist } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { browserslist: string[] };
const browsers = browserslist.map((one) => one.replace(/ >= /, ''));

/**
 * Libraries in chunks of their own, so that a new version of ours leaves them in the cache. The order of `priority` keeps
 * a large library from swallowing the small one it shares with others.
 */
const chunks = [
  { name: 'vue', test: /node_modules\/(@vue|vue|pinia|vue-i18n|@intlify)\//, priority: 50 },
  { name: 'zod', test: /node_modules\/zod\//, priority: 40 },
  { name: 'socket', test: /node_modules\/(socket\.io-client|socket\.io-parser|engine\.io-)/, priority: 30 },
  { name: 'map', test: /node_modules\/(maplibre-gl|@maplibre)\//, priority: 20 },
  { name: 'charts', test: /node_modules\/(echarts|zrender|vue-echarts|tslib)\//, priority: 10 },
  ...sharedChunks,
];

/** Notices of the libraries that are in a bundle lie beside it. */
const license = { fileName: 'third-party.md' };

/** Files with sweeps of which every run takes a share alone. */
function sweeps(): string[] {
  const files = ['tests/scenarios', 'tests/server/replay'].flatMap((folder) =>
    readdirSync(at(folder)).map((name) => `${folder}/${name}`),
  );
  return files.filter((file) => readFileSync(at(file), 'utf8').includes("support/lane.ts'"));
}

/** How long what is asked again and again may take to come true: a machine with other work is slower, and not wrong. */
const patience = { poll: { timeout: 15_000 } };

/** Sweeps that take long, of what is rarely touched: `npm run test:long`, no part of `npm test`. */
const longLane: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'long',
    root,
    include: ['tests/long/**/*.test.ts', ...sweeps()],
    globalSetup: at('tests/support/one-postgres.ts'),
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: patience,
    fileParallelism: false,
  },
};

/**
 * The libraries of spreadsheets pack and unpack large files in workers made of a text, which the security policy of the pages
 * forbids: they would wait for ever. They are given the same functions at once (`zip-at-once.ts`).
 */
const zipAtOnce = {
  name: 'zip-at-once',
  enforce: 'pre' as const,
  resolveId: (source: string, importer?: string) =>
    source === 'fflate' && importer?.includes('-excel-file/') ? at('client/sheets/zip-at-once.ts') : null,
};

/** The English sentences of refusals stay out of the pages, but for a page in English: `shared/kernel/english.ts` says why. */
const englishLeftOut = {
  name: 'english-left-out',
  enforce: 'pre' as const,
  applyToEnvironment: ({ name }: { name: string }) => name === 'client',
  apply: 'build' as const,
  resolveId: (source: string, importer?: string) =>
    source === './english.ts' && importer === at('shared/kernel/reasons.ts') ? '\0english-left-out' : null,
  load: (id: string) => (id === '\0english-left-out' ? 'export const english = {};' : null),
};

/** One file builds both sides: the pages (`client`) and the server bundle (`ssr`). */
export default defineConfig({
  root: at('client'),
  // Addresses in the pages are relative: the server places them below its base path.
  base: './',
  publicDir: at('public'),
  plugins: [
    vue(),
    zipAtOnce,
    englishLeftOut,
    hintedPages([
      {
        name: 'wall',
        first: [
          '/client/apps/wall/WallApp.vue',
          '/client/locales/zh-offices.ts',
          '/client/map/base-layers.ts',
        ],
        files: ['fonts.css', 'words.woff2', 'names.woff2'],
        later: ['/client/map/CountyMap.vue', '/client/charts/LiveChart.vue'],
      },
    ]),
    phoneWorkers({
      worker: at('client/shell/worker.ts'),
      target: browsers,
      pages: [
        // A grid without a line needs its map; whoever reports once should not be sent a megabyte for later.
        { name: 'field', module: '/client/apps/field/FieldApp.vue', whole: true },
        { name: 'report', module: '/client/apps/report/ReportApp.vue', whole: false },
      ],
    }),
    packedBeside(at('dist/client')),
  ],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_FULL_INSTALL__: true,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  resolve: { alias: { '#shared': at('shared') } },
  builder: {},
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8080' },
      '/socket.io': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
  environments: {
    client: {
      build: {
        outDir: at('dist/client'),
        emptyOutDir: true,
        license,
        assetsInlineLimit: 0,
        target: browsers,
        chunkSizeWarningLimit: 1200,
        rolldownOptions: {
          input: at('client/index.html'),
          output: { codeSplitting: { groups: chunks } },
          // How long each part of the build took says nothing to whoever starts the house.
          checks: { bundlerTimings: false },
        },
      },
    },
    ssr: {
      // One file with its libraries: fewer files to open at a start. What stays outside has native parts or files of its own.
      resolve: {
        noExternal: true,
        external: ['@node-rs/argon2', 'swagger-ui-dist', 'pg-native', 'bufferutil', 'utf-8-validate'],
      },
      build: {
        ssr: true,
        outDir: at('dist/server'),
        emptyOutDir: true,
        license,
        copyPublicDir: false,
        target: 'node20',
        sourcemap: true,
        rollupOptions: {
          checks: { bundlerTimings: false },
          input: {
            main: at('server/programs/main.ts'),
            simulator: at('server/simulator/main.ts'),
            backup: at('server/programs/backup.ts'),
            verify: at('server/programs/verify.ts'),
            bind: at('server/programs/bind.ts'),
            rehearse: at('server/programs/rehearse.ts'),
            move: at('server/programs/move.ts'),
            doctor: at('server/programs/doctor.ts'),
            'verify-thread': at('server/programs/verify-thread.ts'),
            'past-thread': at('server/programs/past-thread.ts'),
            'draw-thread': at('server/programs/draw-thread.ts'),
          },
        },
      },
    },
  },
  test: {
    root,
    // All in one row that two workers take from: between groups one of two cores rested until the last file of a group was done.
    sequence: { sequencer: LongestFirst, groupOrder: 0 },
    // Projects read the same modules, each by itself: what one has made of a file of this content and these settings, the next one takes.
    experimental: { fsModuleCache: true },
    reporters: ['default', at('tests/support/closing-line.ts')],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          root,
          include: ['tests/{shared,server}/**/*.test.ts', 'tests/*.test.ts'],
          // Ends what hangs. How fast things are is measured by benches.
          testTimeout: 20_000,
          // What is pure keeps nothing between files: modules are read once a worker, which takes off a third.
          isolate: false,
          // By itself vitest leaves one of two cores to its own process, which rests once the files are read.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'screens',
          root,
          include: ['tests/client/**/*.test.ts'],
          testTimeout: 20_000,
          setupFiles: [at('tests/client/clean-page.ts')],
          // Every file begins on a clean page, so that what it imports can stay: reading it anew took more than the tests.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          root,
          include: ['tests/{contracts,scenarios}/**/*.test.ts'],
          // Where the machine has no Redis; `tests/run.mjs` says so.
          exclude: process.env['NO_REDIS'] === '1' ? ['tests/scenarios/nodes-redis.test.ts'] : [],
          globalSetup: at('tests/support/one-postgres.ts'),
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patience,
          // A file waits for PostgreSQL and for clocks more than it computes: two at a time.
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          root,
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: at('tests/support/one-postgres.ts'),
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: patience,
          // A page waits for its server and for the next frame about as long as it computes: two files at a time.
          maxWorkers: 2,
          isolate: false,
        },
      },
      ...(process.env['LONG'] === '1' ? [longLane] : []),
    ],
  },
});
