import path from 'node:path';
import { build } from 'vite';

/**
 * A program of `tests/support` in one file, made in a quarter of a second: from its sources it would take three times as long to
 * start, and tests that kill it start it twenty times.
 */
export async function childProgram(name: string, folder: string): Promise<string> {
  const root = path.join(import.meta.dirname, '../..');
  const outDir = path.join(folder, 'program');
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    resolve: { alias: { '#shared': path.join(root, 'shared') } },
    ssr: { noExternal: true, external: ['pg-native', 'bufferutil', 'utf-8-validate'] },
    build: {
      ssr: path.join(import.meta.dirname, `${name}.ts`),
      outDir,
      copyPublicDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
  return path.join(outDir, `${name}.mjs`);
}
