import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { ObservationStore, StoredCameraState } from '../storage/readings/observation-store.ts';
import { makeGather } from './gather.ts';

/** Which cameras deliver a picture. */
export interface CameraStates {
  /** Stores states of known cameras; answers 1 for each new one, 0 for a duplicate. */
  add(rows: readonly StoredCameraState[]): Promise<Uint8Array | Refusal>;
  /** Takes what another node stored. */
  hear(rows: readonly StoredCameraState[]): void;
  /** Asks the table for what other nodes stored. */
  reload(): Promise<void>;
  /** A camera nobody has spoken of is not online. */
  count(jurisdiction: string, among: readonly string[] | null): { total: number; online: number };
  isOnline(jurisdiction: string, camera: string): boolean;
  /** The instant of what is said of a camera now: later than everything said of it before. */
  nextAt(jurisdiction: string, camera: string): number;
  flushed(): Promise<void>;
}

interface Seen {
  /** Not later than its arrival. */
  at: number;
  /** The latest instant that is stored. */
  storedAt: number;
  online: boolean;
}

/** Opens the states as stored. */
export async function openCameraStates(
  packs: Packs,
  store: ObservationStore,
  failed: (error: unknown) => void,
  clock: () => number,
  told: (rows: readonly StoredCameraState[]) => void = () => undefined,
): Promise<CameraStates> {
  const lanes = new Map<string, { online: number; newest: Map<string, Seen> }>();

  function take(row: StoredCameraState): void {
    const lane = lanes.get(row.jurisdiction);
    const before = lane?.newest.get(row.camera);
    // A clock that runs ahead must not silence the camera until its instant comes.
    const at = Math.min(row.at, clock());
    if (!lane || (before && before.at > at)) return;
    lane.online += Number(row.online) - Number(before?.online ?? false);
    lane.newest.set(row.camera, {
      at,
      storedAt: Math.max(row.at, before?.storedAt ?? 0),
      online: row.online,
    });
  }

  async function load({ id, cameraOrdinals }: LoadedPack): Promise<void> {
    for (const row of await store.newestCameraStates(id, [...cameraOrdinals.keys()])) take(row);
  }
  const reload = async (): Promise<void> => void (await Promise.all(packs.all().map(load)));
  await packs.serve(async (pack) => {
    lanes.set(pack.id, { online: 0, newest: new Map() });
    await load(pack);
    return () => void lanes.delete(pack.id);
  });
  const gather = makeGather<StoredCameraState>((rows) => store.addCameraStates(rows), failed);
  return {
    async add(rows) {
      const stored = await gather.add(rows);
      if (isRefusal(stored)) return stored;
      const fresh = rows.filter((_row, i) => stored[i] === 1);
      for (const row of fresh) take(row);
      told(fresh);
      return stored;
    },
    hear: (rows) => rows.forEach(take),
    reload,
    count(jurisdiction, among) {
      const lane = lanes.get(jurisdiction);
      const total = among?.length ?? packs.of(jurisdiction)?.cameraOrdinals.size ?? 0;
      if (!among || !lane) return { total, online: Math.min(lane?.online ?? 0, total) };
      return { total, online: among.filter((camera) => lane.newest.get(camera)?.online).length };
    },
    isOnline: (jurisdiction, camera) => lanes.get(jurisdiction)?.newest.get(camera)?.online ?? false,
    nextAt: (jurisdiction, camera) =>
      Math.max(clock(), (lanes.get(jurisdiction)?.newest.get(camera)?.storedAt ?? 0) + 1),
    flushed: () => gather.flushed(),
  };
}
