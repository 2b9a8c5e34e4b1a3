import type { Refusal } from '#shared/kernel/refusal.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { ObservationStore, StoredPosition } from '../storage/readings/observation-store.ts';
import { makeGather } from './gather.ts';

/** Where staff were last seen. */
export interface Positions {
  /** Stores positions of known staff; answers 1 for each new one, 0 for a duplicate. */
  add(rows: readonly StoredPosition[]): Promise<Uint8Array | Refusal>;
  of(jurisdiction: string): ReadonlyMap<string, StoredPosition>;
  /** Takes what another node stored. */
  hear(rows: readonly StoredPosition[]): void;
  /** Asks the table for what other nodes stored. */
  reload(): Promise<void>;
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
  told: (rows: readonly StoredPosition[]) => void = () => undefined,
): Promise<Positions> {
  const newest = new Map<string, Map<string, StoredPosition>>();
  function take(row: StoredPosition): void {
    const places = newest.get(row.jurisdiction);
    const before = places?.get(row.staff);
    // A clock that runs ahead must not hide where somebody is until its instant comes.
    const at = Math.min(row.at, clock());
    if (!before || at >= before.at) places?.set(row.staff, { ...row, at });
  }
  async function load({ id, staff }: LoadedPack): Promise<void> {
    for (const row of await store.newestPositions(id, [...staff.keys()])) take(row);
  }
  const reload = async (): Promise<void> => void (await Promise.all(packs.all().map(load)));
  await packs.serve(async (pack) => {
    newest.set(pack.id, new Map());
    await load(pack);
    return () => void newest.delete(pack.id);
  });
  const gather = makeGather<StoredPosition>((rows) => store.addPositions(rows), failed);
  return {
    async add(rows) {
      const stored = await gather.add(rows);
      if (isRefusal(stored)) return stored;
      for (const row of rows) take(row);
      told(rows);
      return stored;
    },
    hear: (rows) => rows.forEach(take),
    reload,
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
