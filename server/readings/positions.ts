import type { Refusal } from '#shared/kernel/refusal.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Packs } from '../packs/port.ts';
import type { ObservationStore, StoredPosition } from '../storage/readings/observation-store.ts';
import { makeGather } from './gather.ts';

/** Where staff were last seen. */
export interface Positions {
  /** Stores positions of known staff; answers 1 for each new one, 0 for a duplicate. */
  add(rows: readonly StoredPosition[]): Promise<Uint8Array | Refusal>;
  of(jurisdiction: string): ReadonlyMap<string, StoredPosition>;
  count(
    jurisdiction: string,
    now: number,
    among: readonly string[] | null,
  ): { total: number; online: number };
  flushed(): Promise<void>;
}

/** A field phone tells its place every few minutes; after this long without, it counts as away. */
export const staffOnlineMs = 15 * 60_000;

/** Opens the positions as stored. */
export async function openPositions(
  packs: Packs,
  store: ObservationStore,
  failed: (error: unknown) => void,
  clock: () => number,
): Promise<Positions> {
  const newest = new Map(
    await Promise.all(
      packs.all().map(async ({ id, staff }) => {
        const rows = await store.newestPositions(id, [...staff.keys()]);
        const now = clock();
        return [id, new Map(rows.map((row) => [row.staff, { ...row, at: Math.min(row.at, now) }]))] as const;
      }),
    ),
  );
  const gather = makeGather<StoredPosition>((rows) => store.addPositions(rows), failed);
  return {
    async add(rows) {
      const stored = await gather.add(rows);
      if (isRefusal(stored)) return stored;
      for (const row of rows) {
        const places = newest.get(row.jurisdiction);
        const before = places?.get(row.staff);
        // A clock that runs ahead must not hide where somebody is until its instant comes.
        const at = Math.min(row.at, clock());
        if (!before || at >= before.at) places?.set(row.staff, { ...row, at });
      }
      return stored;
    },
    of: (jurisdiction) => newest.get(jurisdiction) ?? new Map(),
    count(jurisdiction, now, among) {
      const places = newest.get(jurisdiction) ?? new Map<string, StoredPosition>();
      const total = among?.length ?? packs.of(jurisdiction)?.staff.size ?? 0;
      let online = 0;
      for (const id of among ?? places.keys())
        if (now - (places.get(id)?.at ?? -Infinity) <= staffOnlineMs) online++;
      return { total, online };
    },
    flushed: () => gather.flushed(),
  };
}
