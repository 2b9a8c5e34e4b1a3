import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { keptDigest } from '#shared/evidence/file.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { EvidenceFiles, IncomingFile } from '../ports.ts';
import { FilesAway } from '../storage/fault.ts';
import { evidenceFolder } from './folder.ts';

/** Where a bucket is, and by whose keys. */
export interface Bucket {
  /** `https://store.example:9000/<bucket>[/<prefix>]`. */
  url: string;
  key: string;
  secret: string;
  region: string;
}

/** Copies of files that were asked for lie here for so long, and take so much room at most. */
const nearMs = dayMs;
const nearBytes = 2 * 2 ** 30;
const answerMs = 10_000;

interface Store {
  client: S3Client;
  name: string;
  prefix: string;
}

/**
 * Files in a bucket of an S3-compatible store: `<prefix>/<jurisdiction>/<ref>`. What is on its way lies in `folder` until the store
 * has acknowledged it, held against its SHA-256 on the way; what was asked for lies there too for a day, so that a photo is fetched
 * once. Nothing there is the only copy of a file that has a name. Throws when the bucket cannot be reached.
 */
export async function evidenceBucket(bucket: Bucket, folder: string): Promise<EvidenceFiles> {
  const store = clientOf(bucket);
  const near = evidenceFolder(folder);
  const copies = openCopies(store, near, folder);
  await store.client.send(new HeadBucketCommand({ Bucket: store.name })).catch((error: unknown) => {
    throw new Error(`EVIDENCE_URL: ${bucket.url} cannot be used: ${wordsOf(error)}`, { cause: error });
  });
  return {
    async clear() {
      await near.clear();
      await copies.trim();
    },
    receive: near.receive,
    async settle(file, jurisdiction, ref) {
      await keep(store, file, jurisdiction, ref);
      await near.settle(file, jurisdiction, ref);
    },
    async locate(jurisdiction, ref) {
      return (await near.locate(jurisdiction, ref)) ?? copies.bring(jurisdiction, ref);
    },
    async digest(jurisdiction, ref) {
      const body = await read(store, jurisdiction, ref);
      if (!body) return null;
      const hash = createHash('sha256');
      await pipeline(body, hash);
      return hash.digest('hex');
    },
    async remove(jurisdiction, ref) {
      await drop(store, jurisdiction, ref);
      await near.remove(jurisdiction, ref);
    },
    async *olderThan(jurisdiction, before) {
      await copies.trim();
      yield* listed(store, jurisdiction, before);
    },
    room: near.room,
  };
}

const keyOf = ({ prefix }: Store, jurisdiction: string, ref: string): string =>
  `${prefix}${jurisdiction}/${ref}`;

/** The object, or null where there is none. */
async function read(store: Store, jurisdiction: string, ref: string): Promise<Readable | null> {
  if (!keptDigest(ref)) return null;
  const { client, name } = store;
  try {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: name, Key: keyOf(store, jurisdiction, ref) }),
    );
    return Body instanceof Readable ? Body : null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw away(error);
  }
}

async function keep(store: Store, file: IncomingFile, jurisdiction: string, ref: string): Promise<void> {
  const put = new PutObjectCommand({
    Bucket: store.name,
    Key: keyOf(store, jurisdiction, ref),
    Body: createReadStream(file.place),
    ContentLength: file.bytes,
    ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64'),
  });
  await store.client.send(put).catch((error: unknown) => {
    throw away(error);
  });
}

async function drop(store: Store, jurisdiction: string, ref: string): Promise<void> {
  const one = { Bucket: store.name, Key: keyOf(store, jurisdiction, ref) };
  await store.client.send(new DeleteObjectCommand(one)).catch((error: unknown) => {
    throw away(error);
  });
}

async function* listed(
  { client, name, prefix }: Store,
  jurisdiction: string,
  before: number,
): AsyncGenerator<string> {
  const first = `${prefix}${jurisdiction}/`;
  for await (const page of paginateListObjectsV2({ client }, { Bucket: name, Prefix: first }))
    for (const { Key = '', LastModified } of page.Contents ?? []) {
      const ref = Key.slice(first.length);
      if (keptDigest(ref) && LastModified && LastModified.getTime() < before) yield ref;
    }
}

/** Copies that were asked for, near for a while. */
function openCopies(store: Store, near: EvidenceFiles, folder: string) {
  let fetched = 0;
  async function trim(): Promise<void> {
    fetched = 0;
    await trimCopies(folder);
  }
  return {
    trim,
    /** Brings a copy near, when its bytes are those of its name. */
    async bring(jurisdiction: string, ref: string): Promise<string | null> {
      const body = await read(store, jurisdiction, ref);
      if (!body) return null;
      const file = await near.receive(body, Infinity);
      if (isRefusal(file)) throw new FilesAway(file.reason);
      try {
        if (file.sha256 !== keptDigest(ref)) return null;
        if ((fetched += file.bytes) > nearBytes / 4) await trim();
        await near.settle(file, jurisdiction, ref);
        return await near.locate(jurisdiction, ref);
      } finally {
        await file.discard();
      }
    },
  };
}

function clientOf({ url, key, secret, region }: Bucket): Store {
  const { origin, pathname } = new URL(url);
  const [name = '', ...below] = pathname.split('/').filter(Boolean);
  const settings: S3ClientConfig = {
    endpoint: origin,
    region,
    credentials: { accessKeyId: key, secretAccessKey: secret },
    // Stores inside a county's network have no name a bucket; and not all of them know the newer checksums.
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 3_000, requestTimeout: answerMs, throwOnRequestTimeout: true },
    maxAttempts: 3,
  };
  return { client: new S3Client(settings), name, prefix: below.map((one) => `${one}/`).join('') };
}

/** Removes copies older than a day, and the oldest beyond the room there is for them. */
async function trimCopies(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const copies: { place: string; bytes: number; at: number }[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !keptDigest(entry.name)) continue;
    const place = path.join(entry.parentPath, entry.name);
    const found = await stat(place).catch(() => null);
    if (found) copies.push({ place, bytes: found.size, at: found.mtimeMs });
  }
  let bytes = 0;
  for (const copy of copies.toSorted((a, b) => b.at - a.at)) {
    bytes += copy.bytes;
    if (bytes > nearBytes || Date.now() - copy.at > nearMs) await rm(copy.place, { force: true });
  }
}

function isAbsent(error: unknown): boolean {
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: number } };
  return name === 'NoSuchKey' || $metadata?.httpStatusCode === 404;
}
const away = (error: unknown): FilesAway => new FilesAway(wordsOf(error), { cause: error });
function wordsOf(error: unknown): string {
  const { name, message } = error as Partial<Error>;
  return [name, message].filter(Boolean).join(': ');
}
