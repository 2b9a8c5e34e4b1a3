import type { Point } from '#shared/geo/point.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { Cell } from '#shared/grid/tree.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { kindOf } from '#shared/record/kinds.ts';
import type { Value } from '#shared/record/kind.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { importedId, makeContent } from '../records/rows.ts';
import type { Sealing } from '../records/sealing.ts';
import type { WorldRow } from '../storage/world/world-row.ts';

/** Whose word pretend records are. */
export const demoSource = '演示';
/** What a part of the county is made with. */
export interface Making {
  roll: Dice;
  cell: Cell;
  now: number;
  place(): Point;
  /** Makes a record; answers with its id. */
  put(kind: string, key: string, values: Record<string, Value | undefined>, more?: More): string;
}
interface More {
  place?: Point;
  address?: string;
  /** Days since somebody made sure of it. */
  daysAgo?: number;
}

/** Collects what is made of a cell in `rows`. */
export function makingOf(
  pack: LoadedPack,
  sealing: Sealing,
  { roll, cell, now }: Pick<Making, 'roll' | 'cell' | 'now'>,
  rows: WorldRow[],
): Making {
  const chain = chainTo(pack.grid, cell.id).map(({ id }) => id);
  const place = (): Point => {
    const [dx, dy] = [roll.normal() * 0.0012, roll.normal() * 0.001];
    const near = { lng: round(cell.centre.lng + dx), lat: round(cell.centre.lat + dy) };
    return pack.grid.locate(near).at(-1)?.id === cell.id ? near : cell.centre;
  };
  return {
    roll,
    cell,
    now,
    place,
    put(kind, key, values, { place: at, address, daysAgo = roll.between(0, 25) } = {}) {
      const id = importedId(pack.id, demoSource, kind, key);
      const kept = Object.entries(values).filter((one): one is [string, Value] => one[1] !== undefined);
      const content = makeContent(sealing, pack, {
        id,
        kind: must(kindOf(kind), kind),
        values: Object.fromEntries(kept),
        address,
        place: at ?? null,
        gridsOf: chain,
      });
      const confirmedAt = now - daysAgo * dayMs - roll.between(0, dayMs);
      rows.push({
        ...content,
        version: 1,
        source: demoSource,
        confirmedAt,
        confirmedBy: `${cell.name} 网格员`,
        madeAt: confirmedAt,
        changedAt: confirmedAt,
        endedAt: null,
      });
      return id;
    },
  };
}
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
