import { LRUCache } from 'lru-cache';
import { keptDigest } from '#shared/evidence/file.ts';
import { must } from '#shared/kernel/must.ts';
import type { EvidenceFiles } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { FilesAway } from '../storage/fault.ts';
import type { ProofRow } from '../storage/record/ledger-proof.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import { readVolumes, type VolumeRow } from '../storage/record/volume-store.ts';
import { readBlock, readIndex, type VolumeIndex } from './volume-format.ts';

/** Entries that are no longer rows, read from their files. Whoever finds a hole in the rows asks here. */
export interface Volumes {
  /** Those of a county whose entries are rows no more, the oldest first. */
  list(jurisdiction: string): Promise<VolumeRow[]>;
  /** Entries after `after`, in order, at most `limit`, as far as volumes reach. */
  read(jurisdiction: string, after: number, limit: number): Promise<LedgerRow[]>;
  /** Entries about subjects up to an entry, in the order of the ledger, each with the hash before it. */
  subjects(jurisdiction: string, subjects: readonly string[], upTo: number): Promise<ProofRow[]>;
  /** The last entry at or before an instant; null where none is in a volume. */
  lastAt(jurisdiction: string, at: number): Promise<LedgerRow | null>;
  /** All entries of one volume in order; throws when its file is gone. */
  entries(volume: VolumeRow): AsyncGenerator<ProofRow[]>;
  /** Whether the bytes of a volume are those of its name, its index among them. */
  isWhole(volume: VolumeRow): Promise<boolean>;
}

/** Indexes are some ten megabytes a year, blocks one. */
const [mostIndexes, mostBlocks] = [6, 24];

type Place = Pick<EvidenceFiles, 'locate' | 'digest'>;

/** Parts of files, those that were asked for last kept unpacked. */
function openParts(files: Place) {
  const indexes = new LRUCache<string, Promise<VolumeIndex>>({ max: mostIndexes });
  const blocks = new LRUCache<string, Promise<ProofRow[]>>({ max: mostBlocks });
  async function placeOf({ jurisdiction, year, ref }: VolumeRow): Promise<string> {
    const place = await files.locate(jurisdiction, ref);
    if (place === null) throw new FilesAway(`the volume ${year} of ${jurisdiction}, ${ref}, is missing`);
    return place;
  }
  const indexOf = (volume: VolumeRow): Promise<VolumeIndex> =>
    remember(indexes, volume.ref, async () =>
      readIndex(await placeOf(volume), volume.indexAt, volume.bytes - volume.indexAt),
    );
  async function freshBlock(volume: VolumeRow, number: number): Promise<ProofRow[]> {
    const block = must((await indexOf(volume)).blocks[number], `block ${number}`);
    const rows = await readBlock(await placeOf(volume), block);
    return rows.map((row, at) => ({ ...row, before: rows[at - 1]?.hash ?? block.before }));
  }
  const blockOf = (volume: VolumeRow, number: number): Promise<ProofRow[]> =>
    remember(blocks, `${volume.ref} ${number}`, () => freshBlock(volume, number));
  return { indexOf, freshBlock, blockOf };
}

export function openVolumes(database: Pick<Database, 'pool'>, files: Place): Volumes {
  const { indexOf, freshBlock, blockOf } = openParts(files);
  async function list(jurisdiction: string): Promise<VolumeRow[]> {
    return (await readVolumes(database, jurisdiction)).filter(({ bound }) => bound);
  }

  return {
    list,
    async read(jurisdiction, after, limit) {
      const found: LedgerRow[] = [];
      for (const volume of await list(jurisdiction)) {
        if (volume.last <= after) continue;
        const index = await indexOf(volume);
        for (
          let n = Math.max(
            0,
            lastBefore(index, ({ first }) => first <= after + 1),
          );
          ;
          n++
        ) {
          if (found.length >= limit || n >= index.blocks.length) break;
          for (const row of await blockOf(volume, n))
            if (row.seq > after && found.length < limit) found.push(row);
        }
        if (found.length >= limit) break;
      }
      return found;
    },
    async subjects(jurisdiction, subjects, upTo) {
      const wanted = new Set(subjects);
      const found: ProofRow[] = [];
      for (const volume of await list(jurisdiction)) {
        if (volume.first > upTo) break;
        const { blocksOf } = await indexOf(volume);
        const numbers = new Set([...wanted].flatMap(blocksOf));
        for (const n of [...numbers].sort((a, b) => a - b))
          for (const row of await blockOf(volume, n))
            if (row.seq <= upTo && wanted.has(row.subject)) found.push(row);
      }
      return found;
    },
    async lastAt(jurisdiction, at) {
      const volume = (await list(jurisdiction)).findLast(({ firstAt }) => firstAt <= at);
      if (!volume) return null;
      const n = lastBefore(await indexOf(volume), (block) => block.at <= at);
      return (await blockOf(volume, n)).findLast((row) => row.at <= at) ?? null;
    },
    async *entries(volume) {
      const { blocks: all } = await indexOf(volume);
      for (let n = 0; n < all.length; n++) yield await freshBlock(volume, n);
    },
    isWhole: async ({ jurisdiction, ref }) => (await files.digest(jurisdiction, ref)) === keptDigest(ref),
  };
}

/** The number of the last block that fits; -1 where none does. */
function lastBefore(
  { blocks }: VolumeIndex,
  fits: (block: VolumeIndex['blocks'][number]) => boolean,
): number {
  let [low, high] = [-1, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(must(blocks[middle], 'a block'))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What could not be read is asked for again. */
function remember<T extends object>(
  kept: LRUCache<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = kept.get(key);
  if (known) return known;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}

/** A house none of whose years is in a file. */
export const noVolumes: Volumes = {
  list: () => Promise.resolve([]),
  read: () => Promise.resolve([]),
  subjects: () => Promise.resolve([]),
  lastAt: () => Promise.resolve(null),
  async *entries() {},
  isWhole: () => Promise.resolve(false),
};
