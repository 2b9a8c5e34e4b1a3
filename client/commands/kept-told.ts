import { createStore, get, set } from 'idb-keyval';

/** What somebody did at a record without a line: kept until the server has it. Ids alone, nobody's name. */
export interface ToldRecord {
  id: string;
  act: 'confirmed' | 'visited' | 'moved';
  /** When; the server takes the same act of the same instant once. */
  at: number;
}
export interface ToldStore {
  read(): Promise<ToldRecord[]>;
  keep(told: readonly ToldRecord[]): Promise<void>;
}

/** Of one person in one county on this device. A browser that keeps nothing (a private window) makes its calls fail. */
export function openToldStore(jurisdiction: string, person: string): ToldStore {
  const store = createStore('jiuhuan-records', 'told');
  const key = `${jurisdiction} ${person}`;
  return {
    read: async () => (await get<ToldRecord[]>(key, store)) ?? [],
    keep: (told) => set(key, [...told], store),
  };
}
