import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeFile } from '../../../server/http/stored.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-stored-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const text = 'a text of a page that is built once. '.repeat(100);
async function laid(name: string, hasPacked: boolean, olderBy = 0): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  if (hasPacked) {
    await writeFile(`${file}.br`, brotliCompressSync(text));
    const at = Date.now() / 1_000 - olderBy;
    await utimes(file, at + olderBy, at + olderBy);
    await utimes(`${file}.br`, at, at);
  }
  return file;
}
const smaller = async (file: string) => (await storeFile('text/javascript', file)).smaller;

it('what a build packed beside a file is sent as it is, and what is older than its file is not', async () => {
  expect(await smaller(await laid('same.js', true))).toEqual(brotliCompressSync(text));
  expect(await smaller(await laid('older.js', true, 60))).toBeNull();
  expect(await smaller(await laid('alone.js', false))).toBeNull();
});
