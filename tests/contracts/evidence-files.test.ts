import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refOf } from '#shared/evidence/file.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { evidenceFolder } from '../../server/evidence/folder.ts';
import type { EvidenceFiles, IncomingFile } from '../../server/ports.ts';
import { sha256, testPhoto } from '../support/files.ts';

/** What every keeper of files owes; a folder is the one there is. */
const keepers: [name: string, open: (place: string) => EvidenceFiles][] = [['a folder', evidenceFolder]];

describe.each(keepers)('%s keeps files', (_name, open) => {
  let place: string;
  let files: EvidenceFiles;
  beforeEach(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'jiuhuan-files-'));
    files = open(place);
    await files.clear();
  });
  afterEach(() => rm(place, { recursive: true }));

  const photo = testPhoto();
  const ref = refOf(sha256(photo), 'image/png');
  const onTheWay = (): Promise<string[]> => readdir(path.join(place, 'incoming'));
  async function receive(...pieces: Buffer[]): Promise<IncomingFile> {
    const file = await files.receive(Readable.from(pieces), 1_000_000);
    if (isRefusal(file)) throw new Error(file.reason);
    return file;
  }
  async function list(before: number): Promise<string[]> {
    const names = [];
    for await (const name of files.olderThan('toy', before)) names.push(name);
    return names;
  }

  it('byte for byte, under the name they are given, for one jurisdiction', async () => {
    const file = await receive(photo.subarray(0, 10), photo.subarray(10));
    expect(file).toMatchObject({ bytes: photo.length, sha256: sha256(photo) });
    expect(await files.locate('toy', ref)).toBeNull();
    await files.settle(file, 'toy', ref);
    await file.discard();
    expect(await readFile(must(await files.locate('toy', ref), 'place'))).toEqual(photo);
    expect(await files.digest('toy', ref)).toBe(sha256(photo));
    expect(await files.locate('other', ref)).toBeNull();
    expect(await onTheWay()).toEqual([]);
  });

  it('the same name twice is the same file, and once removed it is gone', async () => {
    for (let i = 0; i < 2; i++) await files.settle(await receive(photo), 'toy', ref);
    expect(await list(Infinity)).toEqual([ref]);
    await files.remove('toy', ref);
    await files.remove('toy', ref);
    expect([await files.locate('toy', ref), await files.digest('toy', ref)]).toEqual([null, null]);
  });

  it('not what is empty, larger than allowed or broken off, and leaves nothing of it', async () => {
    const broken = Readable.from(
      (async function* () {
        yield photo;
        throw new Error('cut');
      })(),
    );
    expect(await files.receive(Readable.from([]), 10)).toMatchObject({ code: 'invalid', field: 'body' });
    expect(await files.receive(Readable.from([photo]), photo.length - 1)).toMatchObject({
      code: 'too-large',
    });
    expect(await files.receive(broken, 1_000_000)).toMatchObject({ code: 'invalid' });
    expect(isRefusal(await files.receive(Readable.from([photo]), photo.length))).toBe(false);
    expect(await onTheWay()).toHaveLength(1);
    // Another server may be writing it; nobody has for an hour.
    await files.clear();
    const [left = ''] = await onTheWay();
    const longAgo = new Date(Date.now() - 3_700_000);
    await utimes(path.join(place, 'incoming', left), longAgo, longAgo);
    await files.clear();
    expect(await onTheWay()).toEqual([]);
  });

  it('under no name that leads elsewhere', async () => {
    for (const name of ['../../etc/passwd', `../${ref}`, `${ref}/..`, 'ab', `${ref}.html`, ref.toUpperCase()])
      await expect((async () => files.locate('toy', name))(), name).rejects.toThrow('ref');
  });

  it('and tells which are old and which are not what they were', async () => {
    await files.settle(await receive(photo), 'toy', ref);
    const other = testPhoto();
    await files.settle(await receive(other), 'toy', refOf(sha256(other), 'image/png'));
    const old = must(await files.locate('toy', ref), 'place');
    await writeFile(old, 'something else');
    await utimes(old, 1_000, 1_000);
    expect(await files.digest('toy', ref)).toBe(sha256(Buffer.from('something else')));
    expect(await list(2_000_000)).toEqual([ref]);
    const { freeBytes, allBytes } = await files.room();
    expect(freeBytes).toBeGreaterThan(0);
    expect(freeBytes).toBeLessThanOrEqual(allBytes);
  });
});
