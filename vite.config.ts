/// <reference types="vitest/config" />
import vue from '@vitejs/plugin-vue';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts: string[]): string => path.join(root, ...parts);

/** One file builds both sides: the pages (`client`) and the server bundle (`ssr`). */
export default defineConfig({
  root: at('client'),
  publicDir: at('public'),
  plugins: [vue()],
  resolve: { alias: { '#shared': at('shared') } },
  builder: {},
  server: {
    proxy: { '/api': 'http://127.0.0.1:8080', '/socket.io': { target: 'ws://127.0.0.1:8080', ws: true } },
  },
  environments: {
    client: {
      build: {
        outDir: at('dist/client'),
        emptyOutDir: true,
        assetsInlineLimit: 0,
        target: 'es2023',
        chunkSizeWarningLimit: 1200,
        rollupOptions: { input: at('client/index.html') },
      },
    },
    ssr: {
      resolve: { noExternal: false },
      build: {
        ssr: true,
        outDir: at('dist/server'),
        emptyOutDir: true,
        copyPublicDir: false,
        target: 'node20',
        sourcemap: true,
        rollupOptions: { input: { main: at('server/main.ts'), simulator: at('server/simulator/main.ts') } },
      },
    },
  },
  test: {
    root,
    reporters: ['default', at('tests/support/closing-line.ts')],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          root,
          include: ['tests/{shared,server,client}/**/*.test.ts', 'tests/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          root,
          include: ['tests/{contracts,scenarios}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          root,
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
