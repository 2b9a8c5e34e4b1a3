import type { ForesightGround } from '#shared/foresight/scores.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** Metres a degree of latitude. */
const metres = 111_320;

/** What models need of a county: centres of its finer grids in metres, where a degree of longitude is as long as at its middle. */
export function groundOf({ grid, pack }: LoadedPack): ForesightGround {
  const list = grid.levels[1] ?? [];
  const middle = list.reduce((sum, { centre }) => sum + centre.lat, 0) / Math.max(1, list.length);
  const parts = new Map<string, number>();
  for (const narrow of narrowCells(grid))
    for (const { id } of grid.locate(narrow.centre)) parts.set(id, (parts.get(id) ?? 0) + 1);
  return {
    towns: (grid.levels[0] ?? []).map(({ id }) => id),
    offsetMs: pack.calendar.utcOffsetMinutes * minuteMs,
    zone: pack.calendar.zone,
    cells: list.map(({ id, centre }) => ({
      cell: id,
      parts: parts.get(id) ?? 0,
      x: centre.lng * metres * Math.cos((middle * Math.PI) / 180),
      y: centre.lat * metres,
    })),
  };
}
