import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileTypeFromFile } from 'file-type';
import type { Person } from '#shared/access/person.ts';
import {
  fileTypeNames,
  fileTypes,
  isFileType,
  readRef,
  refOf,
  type FileType,
} from '#shared/evidence/file.ts';
import { because } from '#shared/kernel/reasons.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { KeptFile } from '#shared/wire/evidence.ts';
import type { EvidenceFiles, EvidenceRoom, FoundFile, GivenFile, IncomingFile } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { openEvidenceStore, type EvidenceStore } from '../storage/evidence/evidence-store.ts';
import { bare } from './bare.ts';
import { checkFiles } from './check.ts';
import { startSweeper, type SweeperOptions } from './sweep.ts';
import type { BoundEntries } from '../storage/named-files.ts';
import { inTurns } from './turns.ts';

/**
 * Photos and papers. A file is on the disk before it is known, and known before it is answered; the ledger names it only
 * while it is known. What nobody named within a day is swept.
 */
export interface EvidenceOptions extends Omit<SweeperOptions, 'store' | 'turn'> {
  database: Database;
  files: EvidenceFiles;
  /** Years of ledgers that are in files name files as well. */
  volumes?: BoundEntries;
}

/** Most bytes of one sender that wait to be named. */
const mostPending = 2 ** 31;
/** PostgreSQL lives on the same disk: files never take the last of it, a gigabyte or a twentieth of a small one. */
const spared = (allBytes: number): number => Math.min(2 ** 30, allBytes / 20);

export async function openEvidence(options: EvidenceOptions) {
  const { database, files, volumes } = options;
  const store = openEvidenceStore(database);
  /** A sweep and an arrival of the same bytes do not cross. */
  const turn = inTurns();
  await files.clear();
  const shelf: Shelf = { ...options, store, turn };
  const room: EvidenceRoom = {
    async keep(jurisdiction, given) {
      const kept = await receive(shelf, jurisdiction, given);
      if (isRefusal(kept)) given.body.resume();
      return kept;
    },
    async find(person: Person, ref) {
      const known = readRef(ref) && (await store.visible(person, ref));
      return known ? room.open(person.jurisdiction, ref) : unknown();
    },
    async open(jurisdiction, ref): Promise<FoundFile | Refusal> {
      const read = readRef(ref);
      const place = read && (await files.locate(jurisdiction, ref));
      return place ? { ref, type: read.type, place } : unknown();
    },
    async openBare(jurisdiction, ref) {
      const found = await room.open(jurisdiction, ref);
      if (isRefusal(found)) return found;
      const bytes = bare(await readFile(found.place), found.type);
      return bytes ? { ...found, bytes } : unknown();
    },
    check: (jurisdiction) => checkFiles(database, files, jurisdiction, volumes),
  };
  return { ...room, ...startSweeper({ ...options, store, turn }) };
}

interface Shelf {
  files: EvidenceFiles;
  store: EvidenceStore;
  turn: ReturnType<typeof inTurns>;
  clock: () => number;
}

/** Why a file is not taken before a byte of it was read, or null. */
async function refusalOf(
  { files, store }: Pick<Shelf, 'files' | 'store'>,
  { type, bytes, by }: GivenFile,
  jurisdiction: string,
): Promise<Refusal | null> {
  if (!isFileType(type))
    return refuse('invalid', 'content-type-asked', { types: fileTypeNames.join(', ') }, 'content-type');
  const { maxBytes } = fileTypes[type];
  if (bytes !== undefined && bytes > maxBytes)
    return refuse('too-large', 'file-too-large', { mb: maxBytes / 2 ** 20 }, 'body');
  const { freeBytes, allBytes } = await files.room();
  if (freeBytes < spared(allBytes) + maxBytes) return refuse('busy', 'disk-full');
  if ((await store.pendingBytes(jurisdiction, by)) > mostPending) return refuse('busy', 'too-many-files');
  return null;
}

async function receive(shelf: Shelf, jurisdiction: string, given: GivenFile): Promise<KeptFile | Refusal> {
  const { files } = shelf;
  const refusal = await refusalOf(shelf, given, jurisdiction);
  if (refusal) return refusal;
  const type = given.type as FileType;
  const file = await files.receive(given.body, fileTypes[type].maxBytes);
  if (isRefusal(file)) return file;
  try {
    const found = await fileTypeFromFile(file.place);
    if (found?.mime !== type)
      return refuse(
        'invalid',
        found
          ? because('file-other-content', { said: type, found: found.mime })
          : because('file-no-content', { said: type }),
        'body',
      );
    if (!given.bare) return await settle(shelf, jurisdiction, file, type, given.by);
    return await settleBare(shelf, jurisdiction, file, type, given.by);
  } finally {
    await file.discard();
  }
}

/** Its name is made of the bytes that are left. */
async function settleBare(
  shelf: Shelf,
  jurisdiction: string,
  file: IncomingFile,
  type: FileType,
  by: string,
) {
  const left = bare(await readFile(file.place), type);
  if (!left) return refuse('invalid', 'file-not-whole', 'body');
  const made = await shelf.files.receive(Readable.from([left]), fileTypes[type].maxBytes);
  if (isRefusal(made)) return made;
  try {
    return await settle(shelf, jurisdiction, made, type, by);
  } finally {
    await made.discard();
  }
}

async function settle(
  { files, store, turn, clock }: Shelf,
  jurisdiction: string,
  file: IncomingFile,
  type: FileType,
  by: string,
) {
  const { bytes, sha256 } = file;
  const ref = refOf(sha256, type);
  await turn(`${jurisdiction}/${ref}`, async () => {
    await files.settle(file, jurisdiction, ref);
    await store.add({ jurisdiction, ref, sha256, bytes, type, uploaded_by: by, at: clock() });
  });
  return { ref, bytes, sha256, type };
}

/** The same words for what is not there and for what is not for this person: a name tells nothing. */
function unknown(): Refusal {
  return refuse('unknown', 'no-file-for-you', 'ref');
}
