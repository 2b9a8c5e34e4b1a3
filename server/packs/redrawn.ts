import { isDeepStrictEqual } from 'node:util';
import type { Topology } from 'topojson-specification';
import { fitOf, type Misfit } from '#shared/grid/fit.ts';
import { layGrid, surveyGrid } from '#shared/grid/locate.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import { because } from '#shared/kernel/reasons.ts';
import type { CellBodies } from '#shared/pack/cell.ts';
import type { Blame } from './fault.ts';
import { cellsAfter, cellsOfMap, mapOfCells, type MapCells } from './outlines.ts';

/** A map file that was drawn anew, and the grids of it. */
export interface Redrawn {
  map: Topology;
  grid: GridTree;
}

/** What was made last of each file: a change is looked at, written and taken over, and each asks for the same. */
const made = new WeakMap<() => Topology, { changes: CellBodies; redrawn: Redrawn }[]>();
const mostKept = 3;

/** The grids of a county with outlines that administrators drew; null with every fault told. `outlines` reads the map file. */
export function redraw(
  outlines: (() => Topology) | undefined,
  changes: CellBodies,
  blame: Blame,
): Redrawn | null {
  if (!outlines) {
    for (const key of changes.keys()) blame('grids', [key], because('pack-no-outlines'));
    return null;
  }
  const kept = made.get(outlines) ?? [];
  made.set(outlines, kept);
  const known = kept.find((one) => isDeepStrictEqual(one.changes, changes));
  if (known) return known.redrawn;
  const file = outlines();
  const before = cellsOfMap(file);
  const after = cellsAfter(before, changes);
  if (!hangTogether(after, changes, blame) || !lieTogether(before, after, changes, blame)) return null;
  const map = mapOfCells(after, file);
  const redrawn = { map, grid: layGrid(surveyGrid(map)) };
  kept.unshift({ changes, redrawn });
  kept.length = Math.min(kept.length, mostKept);
  return redrawn;
}

/** Every cell stands below one of the level above it, and every wide one has some below it. */
function hangTogether({ levels, areas }: MapCells, changes: CellBodies, blame: Blame): boolean {
  let isSound = true;
  const fault = (key: string, field: string, reason: Parameters<typeof blame>[2]): void => {
    isSound = false;
    blame('grids', field === '' ? [key] : [key, field], reason);
  };
  levels.forEach((level, at) => {
    const above = new Set((levels[at - 1] ?? []).map(({ id }) => id));
    const parents = new Set((levels[at + 1] ?? []).map(({ parent }) => parent));
    for (const { id, parent } of level) {
      if (at > 0 && !above.has(parent ?? ''))
        fault(id, 'parent', because('grid-no-parent', { grid: id, parent: parent ?? '—' }));
      if (at < 2 && !parents.has(id)) fault(id, '', because('grid-no-child', { grid: id }));
      if (at < 2 && changes.get(id)?.shape) fault(id, 'shape', because('grid-shape-above', { grid: id }));
      if (at === 2 && !areas.has(id)) fault(id, 'shape', because('grid-no-ground', { grid: id }));
    }
  });
  return isSound;
}

/** The ground of the narrowest cells covers the county once. */
function lieTogether(before: MapCells, after: MapCells, changes: CellBodies, blame: Blame): boolean {
  const touched = [...changes].flatMap(([id, change]) => (change === null || change.shape ? [id] : []));
  const { misfits } = fitOf(before.areas, after.areas, touched);
  for (const one of misfits) blame('grids', [one.grid, 'shape'], reasonOf(one));
  return misfits.length === 0;
}

function reasonOf(one: Misfit): Parameters<Blame>[2] {
  if (one.kind === 'crossed') return because('grid-crosses-itself', { grid: one.grid });
  const m2 = Math.ceil(one.m2);
  return one.kind === 'gap'
    ? because('grid-gap', { grid: one.grid, m2 })
    : because('grid-over', { grid: one.grid, other: one.other, m2 });
}
