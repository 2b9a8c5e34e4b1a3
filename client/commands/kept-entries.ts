import { createStore, delMany, setMany, values } from 'idb-keyval';
import type { Entry } from './outbox.ts';

/** Where entries outlive the page. */
export interface EntryStore {
  /** Of everybody who has written on this device. */
  read(): Promise<Entry[]>;
  keep(entries: readonly Entry[]): Promise<void>;
  drop(keys: readonly string[]): Promise<void>;
}

/** The entries kept by this browser. A browser that keeps nothing (a private window) makes its calls fail. */
export function openEntryStore(): EntryStore {
  const store = createStore('jiuhuan-outbox', 'entries');
  return {
    read: () => values<Entry>(store),
    keep: (entries) =>
      setMany(
        entries.map((entry) => [entry.key, entry]),
        store,
      ),
    drop: (keys) => delMany([...keys], store),
  };
}
