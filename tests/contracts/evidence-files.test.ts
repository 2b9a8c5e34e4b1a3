import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refOf } from '#shared/evidence/file.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { evidenceBucket } from '../../server/evidence/bucket.ts';
import { evidenceFolder } from '../../server/evidence/folder.ts';
import type { EvidenceFiles, IncomingFile } from '../../server/ports.ts';
import { FilesAway } from '../../server/storage/fault.ts';
import { startStore, type TestStore } from '../support/bucket.ts';
import { sha256, testPhoto } from '../support/files.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store?.stop());

/** A keeper of files, and how its files are spoiled behind its back. */
interface Keeper {
  open(place: string): Promise<EvidenceFiles>;
  placeOf(place: string, ref: string): string;
}
/** What every keeper of files owes: a folder, its own or shared, and a bucket of a store. */
const keepers: [name: string, keeper: Keeper][] = [
  [
    'a folder',
    {
      open: (place) => Promise.resolve(evidenceFolder(place)),
      placeOf: (place, ref) => path.join(place, 'toy', ref.slice(0, 2), ref),
    },
  ],
  [
    'a bucket',
    {
      open: (place) => evidenceBucket(store.bucket, place),
      placeOf: (_place, ref) => path.join(store.folder, 'evidence/county/toy', `${ref}._S3rver_object`),
    },
  ],
];

describe.each(keepers)('%s keeps files', (_name, { open, placeOf }) => {
  let place: string;
  let files: EvidenceFiles;
  beforeEach(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'jiuhuan-files-'));
    files = await open(place);
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
    const one = placeOf(place, ref);
    await writeFile(one, 'something else');
    expect(await files.digest('toy', ref)).toBe(sha256(Buffer.from('something else')));
    expect(await list(Date.now() - 60_000)).toEqual([]);
    expect((await list(Date.now() + 60_000)).toSorted()).toEqual(
      [ref, refOf(sha256(other), 'image/png')].toSorted(),
    );
    const { freeBytes, allBytes } = await files.room();
    expect(freeBytes).toBeGreaterThan(0);
    expect(freeBytes).toBeLessThanOrEqual(allBytes);
  });
});

describe('a bucket', () => {
  const photo = testPhoto();
  const ref = refOf(sha256(photo), 'image/png');
  const folders: string[] = [];
  /** A server with a data folder of its own. */
  async function open(): Promise<EvidenceFiles> {
    const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-files-'));
    folders.push(folder);
    const files = await evidenceBucket(store.bucket, folder);
    await files.clear();
    return files;
  }
  afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true }))));

  it('shows at one server what was kept at another, and never bytes that are not those of the name', async () => {
    const [a, b, c] = [await open(), await open(), await open()];
    const file = await a.receive(Readable.from([photo]), 1_000_000);
    if (isRefusal(file)) throw new Error(file.reason);
    await a.settle(file, 'toy', ref);
    expect(await readFile(must(await b.locate('toy', ref), 'place'))).toEqual(photo);
    await writeFile(
      path.join(store.folder, 'evidence/county/toy', `${ref}._S3rver_object`),
      'something else',
    );
    expect(await c.locate('toy', ref)).toBeNull();
  });

  it('that is away keeps nothing and says so; what is near is still shown', async () => {
    const files = await open();
    const other = testPhoto();
    const kept = refOf(sha256(other), 'image/png');
    const settle = async (bytes: Buffer, name: string): Promise<void> => {
      const file = await files.receive(Readable.from([bytes]), 1_000_000);
      if (isRefusal(file)) throw new Error(file.reason);
      await files.settle(file, 'toy', name).finally(file.discard);
    };
    await settle(other, kept);
    const late = testPhoto();
    const lost = refOf(sha256(late), 'image/png');
    await store.away();
    await expect(settle(late, lost)).rejects.toThrow(FilesAway);
    expect(await files.locate('toy', kept)).not.toBeNull();
    await expect(files.locate('toy', lost)).rejects.toThrow(FilesAway);
    await store.back();
    await settle(late, lost);
    expect(await files.digest('toy', lost)).toBe(sha256(late));
  });

  it('that is not there, or whose address is wrong, is told when the house starts', async () => {
    const wrong = { ...store.bucket, url: store.bucket.url.replace('/evidence/', '/nowhere/') };
    await expect(evidenceBucket(wrong, '/tmp')).rejects.toThrow('EVIDENCE_URL');
  });
});
