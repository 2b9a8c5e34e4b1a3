import { vehiclesOf } from '#shared/pack/vehicle.ts';
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
  const { newest, take, open } = holdPlaces(clock);
  async function load({ id, pack, staff }: LoadedPack): Promise<void> {
    const ids = [...staff.keys(), ...vehiclesOf(pack).keys()];
    for (const row of await store.newestPositions(id, ids)) take(row);
  }
  const reload = async (): Promise<void> => void (await Promise.all(packs.all().map(load)));
  await packs.serve(async (pack) => {
    const end = open(pack.id);
    await load(pack);
    return end;
  });
  const gather = makeGather<StoredPosition>((rows) => store.addPositions(rows), failed);
  return {
    async add(rows) {
      const kept = rows.filter(({ off }) => !off);
      const stored = await gather.add(kept);
      if (isRefusal(stored)) return stored;
      for (const row of rows) take(row);
      told(rows);
      let next = 0;
      // That somebody went off duty is taken, and nothing of it is kept.
      return Uint8Array.from(rows, ({ off }) => (off ? 1 : (stored[next++] ?? 0)));
    },
    hear: (rows) => rows.forEach(take),
    reload,
    of: (jurisdiction) => newest.get(jurisdiction) ?? new Map(),
    count(jurisdiction, now, among) {
      const places = newest.get(jurisdiction) ?? new Map<string, StoredPosition>();
      const staff = packs.of(jurisdiction)?.staff;
      const total = among?.length ?? staff?.size ?? 0;
      let online = 0;
      // Vehicles tell their places as well, and are no staff.
      for (const id of among ?? places.keys())
        if (staff?.has(id) !== false && now - (places.get(id)?.at ?? -Infinity) <= staffOnlineMs) online++;
      return { total, online };
    },
    flushed: () => gather.flushed(),
  };
}

/** The newest place of each by county, and who has gone off duty. */
function holdPlaces(clock: () => number) {
  const newest = new Map<string, Map<string, StoredPosition>>();
  /** Since when somebody is off duty: what was sent before and comes after does not show them again. */
  const left = new Map<string, Map<string, number>>();
  function take(row: StoredPosition): void {
    const [places, gone] = [newest.get(row.jurisdiction), left.get(row.jurisdiction)];
    const before = places?.get(row.staff);
    // A clock that runs ahead must not hide where somebody is until its instant comes.
    const at = Math.min(row.at, clock());
    if (row.off) {
      gone?.set(row.staff, Math.max(at, gone.get(row.staff) ?? at));
      if (before && at >= before.at) places?.delete(row.staff);
      return;
    }
    if (at <= (gone?.get(row.staff) ?? -Infinity)) return;
    gone?.delete(row.staff);
    if (!before || at >= before.at) places?.set(row.staff, { ...row, at });
  }
  function open(jurisdiction: string): () => void {
    newest.set(jurisdiction, new Map());
    left.set(jurisdiction, new Map());
    return () => {
      newest.delete(jurisdiction);
      left.delete(jurisdiction);
    };
  }
  return { newest, take, open };
}
