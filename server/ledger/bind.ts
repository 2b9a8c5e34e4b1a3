import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { volumeRefOf } from '#shared/evidence/file.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { EvidenceFiles, IncomingFile } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { beginOf, yearOf } from '../storage/record/ledger-leaves.ts';
import { readEntries, readJurisdictions } from '../storage/record/ledger-store.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import {
  addVolume,
  aloneBinding,
  dropBound,
  readBoundLeaves,
  readLagging,
  readSpan,
  readVolumes,
  type VolumeRow,
} from '../storage/record/volume-store.ts';
import { hashOf, noHash } from './chain.ts';
import { blockEntries, readIndex, readBlock, writeVolume, type VolumeHead } from './volume-format.ts';

export interface BindPorts {
  database: Database;
  files: Pick<EvidenceFiles, 'receive' | 'settle' | 'locate' | 'digest'>;
  now: number;
  tell(what: string): void;
}

/** A year stays rows for so long after its end: what indicators and lists read of late stands in rows. */
export const restDays = 40;
/** The last year that may be bound. */
export const lastClosed = (now: number): number => yearOf(now - restDays * dayMs) - 1;

/**
 * Puts the years of every ledger up to `year` into files and then takes their entries out of the database. Each step is whole by
 * itself and found done when it is asked for again: a file is named by its bytes, a volume is known when its file was read back, and
 * entries leave in one transaction when all of their part of the ledger is in volumes.
 */
export async function bindYears(ports: BindPorts, year: number): Promise<void> {
  const { database, now, tell } = ports;
  const newest = lastClosed(now);
  if (year > newest)
    throw new Error(`${year} is not over for ${restDays} days: the last that can be bound is ${newest}`);
  const isMine = await aloneBinding(database, async () => {
    for (const jurisdiction of await readJurisdictions(database)) await bindAll(ports, jurisdiction, year);
    await dropAll(ports);
  });
  if (!isMine) tell('another server is binding');
}

async function bindAll(ports: BindPorts, jurisdiction: string, year: number): Promise<void> {
  for (;;) {
    const made = await bindNext(ports, jurisdiction, year);
    if (!made) return;
    const { year: own, first, last, bytes, ref } = made;
    ports.tell(`${jurisdiction}: ${own}, entries ${first} to ${last}, ${bytes} bytes, ${ref}`);
  }
}

async function dropAll({ database, tell }: BindPorts): Promise<void> {
  for (const leaf of await readBoundLeaves(database)) {
    if (!(await dropBound(database, leaf)))
      throw new Error(`${leaf.name} is being read all the while: nothing was lost, try again`);
    tell(`${leaf.name}: what is at its end is no longer in the database`);
  }
}

/** Binds the oldest year that is in no volume; null when there is none up to `year`. */
async function bindNext(ports: BindPorts, jurisdiction: string, year: number): Promise<VolumeRow | null> {
  const { database, files, now } = ports;
  const last = (await readVolumes(database, jurisdiction)).at(-1);
  const [after, before] = [last?.last ?? 0, last?.hash ?? noHash];
  const begun = await readSpan(database, jurisdiction, after, beginOf(year + 1));
  if (!begun) return null;
  const own = yearOf(begun.first.at);
  const span = (await readSpan(database, jurisdiction, after, beginOf(own + 1))) ?? begun;
  if (span.first.seq !== after + 1)
    throw new Error(`entry ${after + 1} of ${jurisdiction} is missing: nothing is bound, run verify`);
  const lagging = await readLagging(database, jurisdiction, span.last.seq);
  if (lagging.length > 0)
    throw new Error(`${jurisdiction}: ${lagging.join(', ')} have not come to entry ${span.last.seq} yet`);
  const head: VolumeHead = {
    format: 1,
    jurisdiction,
    year: own,
    first: span.first.seq,
    last: span.last.seq,
    before,
  };
  let indexAt = 0;
  /** Whoever receives says only that the stream broke off. */
  const faults: unknown[] = [];
  const bytes = hearing(
    writeVolume(head, chained(database, head), (offset) => (indexAt = offset)),
    (fault) => faults.push(fault),
  );
  const file = await files.receive(Readable.from(bytes), Infinity);
  if (isRefusal(file)) throw faults[0] ?? new Error(file.reason);
  try {
    const ref = volumeRefOf(file.sha256);
    await files.settle(file, jurisdiction, ref);
    const hash = await readBack(files, head, { ref, indexAt, file });
    const ends = { firstAt: span.first.at, lastAt: span.last.at, hash, bytes: file.bytes, indexAt };
    const { first, last: end } = head;
    const row = {
      jurisdiction,
      year: own,
      ref,
      first,
      last: end,
      before,
      ...ends,
      madeAt: now,
      bound: false,
    };
    await addVolume(database, row);
    return row;
  } finally {
    await file.discard();
  }
}

async function* hearing<T>(source: AsyncGenerator<T>, failed: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    failed(error);
    throw error;
  }
}

/** The entries of a volume from the database, a block at a time; throws at the first that does not fit. */
async function* chained(
  database: Database,
  { jurisdiction, first, last, before }: VolumeHead,
): AsyncGenerator<LedgerRow[]> {
  let hash = before;
  for (let seq = first - 1; seq < last; seq += blockEntries) {
    const rows = await readEntries(database, jurisdiction, seq, Math.min(blockEntries, last - seq));
    hash = walk(jurisdiction, rows, { seq, hash });
    yield rows;
  }
}

/** The hash of the last of some entries that follow one; throws at the first that does not. */
export function walk(
  jurisdiction: string,
  rows: readonly LedgerRow[],
  after: { seq: number; hash: string },
): string {
  let { seq, hash } = after;
  for (const row of rows) {
    seq += 1;
    if (row.seq !== seq || hashOf(hash, { jurisdiction, ...row }) !== row.hash)
      throw new Error(`entry ${seq} of ${jurisdiction} does not fit: run verify`);
    hash = row.hash;
  }
  return hash;
}

/** Reads a file as it lies now, from where it is kept: its bytes and its chain. The answer is its last hash. */
async function readBack(
  files: BindPorts['files'],
  { jurisdiction, first, last, before }: VolumeHead,
  { ref, indexAt, file }: { ref: string; indexAt: number; file: IncomingFile },
): Promise<string> {
  if ((await files.digest(jurisdiction, ref)) !== file.sha256)
    throw new Error(`${ref} of ${jurisdiction} is not what was written`);
  const place = await files.locate(jurisdiction, ref);
  if (place === null) throw new Error(`${ref} of ${jurisdiction} is not there`);
  const { size } = await stat(place);
  const digest = createHash('sha256');
  await pipeline(createReadStream(place), digest);
  if (digest.digest('hex') !== file.sha256) throw new Error(`${place} is not what was written`);
  let [seq, hash] = [first - 1, before];
  for (const block of (await readIndex(place, indexAt, size - indexAt)).blocks) {
    const rows = await readBlock(place, block);
    hash = walk(jurisdiction, rows, { seq, hash });
    seq += rows.length;
  }
  if (seq !== last) throw new Error(`${ref} of ${jurisdiction} ends at entry ${seq} of ${last}`);
  return hash;
}
