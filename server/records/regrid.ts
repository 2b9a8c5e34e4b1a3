import { isDeepStrictEqual } from 'node:util';
import { chainTo } from '#shared/grid/chain.ts';
import { chainOfColumns } from '#shared/grid/levels.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { PackChange, Packs } from '../packs/port.ts';
import type { Works } from '../works.ts';
import type { LyingRecord, Moved, WorldRegrid } from '../storage/world/world-regrid.ts';
import type { Sealing } from './sealing.ts';

export interface RegridPorts {
  packs: Pick<Packs, 'ids' | 'of' | 'onChange'>;
  store: WorldRegrid;
  sealing: Pick<Sealing, 'keyOf'>;
  log: Log;
  works: Works;
}
/** So many records are read and laid anew together. */
const batch = 500;

/**
 * Records follow grids that are drawn anew, cut or joined, at once: each to the grid that its place lies in now. What is to be looked at
 * is marked in a table, so that a server that ends in the middle leaves nothing behind; every node may do it, the same once or twice.
 */
export function followGrids(ports: RegridPorts): { idle(): Promise<void>; stop(): Promise<void> } {
  const { packs, store, log, works } = ports;
  let [isOver, work] = [false, Promise.resolve()];
  const round = (jurisdiction: string, what: () => Promise<void>): void => {
    work = work.then(
      async () => void (await works.round('laying records in their grids', what, jurisdiction)),
    );
  };
  async function layAnew(jurisdiction: string): Promise<void> {
    for (const grid of await store.marked(jurisdiction)) {
      const pack = packs.of(jurisdiction);
      if (!pack || isOver) return;
      const moved = await layGrid(ports, pack, grid, () => isOver);
      if (isOver) return;
      await store.done(jurisdiction, grid);
      if (moved > 0) log.info({ jurisdiction, grid, moved }, 'records follow a grid that was drawn anew');
    }
  }
  const unfollow = packs.onChange((change) => {
    const grids = gridsMoved(change);
    if (grids.length === 0) return;
    round(change.id, async () => {
      await store.mark(change.id, grids);
      await layAnew(change.id);
    });
  });
  // What was left undone, by whichever server.
  const look = (): void => packs.ids.forEach((id) => round(id, () => layAnew(id)));
  const timer = setInterval(look, minuteMs);
  look();
  return {
    idle: () => work,
    async stop() {
      isOver = true;
      clearInterval(timer);
      unfollow();
      await work;
    },
  };
}

/** Narrow grids of before whose ground, or what is above it, is another now. */
export function gridsMoved({ before, now }: Pick<PackChange, 'before' | 'now'>): string[] {
  if (before.grid === now.grid) return [];
  const [old, fresh] = [before.cells ?? new Map(), now.cells ?? new Map()];
  const isOther = (id: string): boolean => !isDeepStrictEqual(old.get(id), fresh.get(id));
  const touched = new Set([...old.keys(), ...fresh.keys()].filter(isOther));
  return narrowCells(before.grid)
    .filter(({ id }) => chainTo(before.grid, id).some((cell) => touched.has(cell.id)))
    .map(({ id }) => id);
}

async function layGrid(
  { store, sealing }: RegridPorts,
  pack: LoadedPack,
  grid: string,
  isOver: () => boolean,
): Promise<number> {
  const keyOf = (id: string): number => sealing.keyOf(pack.id, `at:${id}`);
  let [after, moved] = ['', 0];
  while (!isOver()) {
    const rows = await store.page(pack.id, grid, after, batch);
    moved += await store.move(
      pack.id,
      rows.flatMap((row) => movedTo(pack, row, keyOf) ?? []),
    );
    const last = rows.at(-1);
    if (!last || rows.length < batch) break;
    after = last.id;
  }
  return moved;
}

/** Null: it lies where it lay, or nobody knows where. */
function movedTo({ grid }: LoadedPack, row: LyingRecord, keyOf: (id: string) => number): Moved | null {
  const [lng, lat] = [row.lng ?? row.inLng, row.lat ?? row.inLat];
  if (lng === null || lat === null) return null;
  const from = chainOfColumns(row);
  const to = grid.locate({ lng, lat }).map(({ id }) => id);
  if (isDeepStrictEqual(from, to)) return null;
  const { id, version } = row;
  return { id, version, from, to, lostKeys: from.map(keyOf), newKeys: to.map(keyOf) };
}
