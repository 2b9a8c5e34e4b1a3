import { createStore, del, get, set, type UseStore } from 'idb-keyval';

/** What a page opens with when there is no line: as it was read last, and when. */
export interface KeptOpening<T> {
  at: number;
  opening: T;
}

/** What pages open with, on this device. Where nothing can be kept, they open with a line only. */
export function openOpenings(store: UseStore = createStore('jiuhuan-opening', 'openings')) {
  return {
    read: <T>(page: string): Promise<KeptOpening<T> | null> =>
      get<KeptOpening<T>>(page, store).then(
        (kept) => kept ?? null,
        () => null,
      ),
    keep: <T>(page: string, opening: T, at: number): Promise<void> =>
      set(page, { at, opening: JSON.parse(JSON.stringify(opening)) as T }, store).catch(() => undefined),
    drop: (page: string): Promise<void> => del(page, store).catch(() => undefined),
  };
}
