import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const brotlied = promisify(brotliCompress);
const isText = /\.(?:js|mjs|css|json|geojson|svg)$/;

/**
 * Packs the texts of the pages by Brotli as they are built, `<file>.br` beside each: three seconds of a processor that every start of a
 * server would spend again while its first visitor waits. `server/http/stored.ts` reads them.
 */
export function packedBeside(folder: string): Plugin {
  return {
    name: 'packed-beside',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        const files = entries.filter((one) => one.isFile() && isText.test(one.name));
        await Promise.all(files.map(({ parentPath, name }) => packFile(path.join(parentPath, name))));
      },
    },
  };
}

async function packFile(file: string): Promise<void> {
  const bytes = await readFile(file);
  // A packet holds what is smaller.
  if (bytes.length <= 1_000) return;
  const packed = await brotlied(bytes, {
    params: {
      // Large texts take a second each at the highest quality, for a few hundredths more.
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > 600_000 ? 9 : 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  await writeFile(`${file}.br`, packed);
}
