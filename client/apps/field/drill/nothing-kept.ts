import type { EntryStore } from '../../../commands/kept-entries.ts';
import type { FileStore } from '../../../commands/kept-files.ts';
import type { DraftStore } from '../../../forms/kept-drafts.ts';

/** Stores that forget with the page, for what must never be found among what waits for the record. */
export function nothingKept(): { store: EntryStore; fileStore: FileStore; draftStore: DraftStore } {
  const [entries, files, drafts] = [inMemory<EntryOf>(), inMemory<FileOf>(), inMemory<DraftOf>()];
  return {
    store: {
      read: async () => [...entries.values()],
      keep: async (all) => all.forEach((one) => entries.set(one.key, one)),
      drop: async (keys) => keys.forEach((key) => entries.delete(key)),
    },
    fileStore: {
      get: async (ref) => files.get(ref),
      keep: async (ref, kept) => void files.set(ref, kept),
      list: async () => [...files].map(([ref, { keptAt }]) => [ref, keptAt]),
      drop: async (refs) => refs.forEach((ref) => files.delete(ref)),
    },
    draftStore: {
      get: async (key) => drafts.get(key),
      list: async () => [...drafts.values()],
      keep: async (key, draft) => void drafts.set(key, draft),
      drop: async (keys) => keys.forEach((key) => drafts.delete(key)),
    },
  };
}

type EntryOf = Awaited<ReturnType<EntryStore['read']>>[number];
type FileOf = Parameters<FileStore['keep']>[1];
type DraftOf = Parameters<DraftStore['keep']>[1];
const inMemory = <T>(): Map<string, T> => new Map();
