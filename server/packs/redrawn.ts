import { isDeepStrictEqual } from 'node:util';
import type { Topology } from 'topojson-specification';
import { fitOf, type Misfit } from '#shared/grid/fit.ts';
import { layGrid, surveyGrid, type GridSurvey } from '#shared/grid/locate.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import type { CellBodies } from '#shared/pack/cell.ts';
import type { Blame } from './fault.ts';
import type { MapFile } from './loaded.ts';
import { cellsAfter, cellsOfMap, mapOfCells, type MapCells } from './outlines.ts';

/** A map file that was drawn anew, and the grids of it. */
export interface Redrawn {
  map: Topology;
  grid: GridTree;
}
interface DrawnFault {
  keys: string[];
  reason: Reason;
}
/** What comes of a map file and changes by computing alone, so that another thread can make it; without a map it has faults. */
export interface Drawing {
  drawn: { map: Topology; survey: GridSurvey } | null;
  faults: readonly DrawnFault[];
}

/** What was made last of each file: a change is looked at, written and taken over, and each asks for the same. */
interface Kept {
  changes: CellBodies;
  redrawn: Redrawn | null;
  faults: readonly DrawnFault[];
}
const made = new WeakMap<MapFile, Kept[]>();
const mostKept = 3;
const keptOf = (file: MapFile, changes: CellBodies): Kept | undefined =>
  made.get(file)?.find((one) => isDeepStrictEqual(one.changes, changes));

/** Whether `redraw` has its answer at hand. */
export const isDrawn = (file: MapFile, changes: CellBodies): boolean => keptOf(file, changes) !== undefined;

/** Keeps what was drawn elsewhere, for the next `redraw`. */
export function keepDrawing(file: MapFile, changes: CellBodies, { drawn, faults }: Drawing): Kept {
  const kept = made.get(file) ?? [];
  made.set(file, kept);
  const one = { changes, faults, redrawn: drawn && { map: drawn.map, grid: layGrid(drawn.survey) } };
  kept.unshift(one);
  kept.length = Math.min(kept.length, mostKept);
  return one;
}

/** The grids of a county with outlines that administrators drew; null with every fault told. */
export function redraw(file: MapFile | undefined, changes: CellBodies, blame: Blame): Redrawn | null {
  if (!file) {
    for (const key of changes.keys()) blame('grids', [key], because('pack-no-outlines'));
    return null;
  }
  const { redrawn, faults } =
    keptOf(file, changes) ?? keepDrawing(file, changes, drawAnew(file.read(), changes));
  for (const { keys, reason } of faults) blame('grids', keys, reason);
  return redrawn;
}

/** A map file with changes of its cells. It takes some tenths of a second in a county of some thousand grids. */
export function drawAnew(file: Topology, changes: CellBodies): Drawing {
  const faults: DrawnFault[] = [];
  const tell: Tell = (keys, reason) => void faults.push({ keys, reason });
  const before = cellsOfMap(file);
  const after = cellsAfter(before, changes);
  if (!hangTogether(after, changes, tell) || !lieTogether(before, after, changes, tell))
    return { drawn: null, faults };
  const map = mapOfCells(after, file);
  return { drawn: { map, survey: surveyGrid(map) }, faults };
}
type Tell = (keys: string[], reason: Reason) => void;

/** Every cell stands below one of the level above it, and every wide one has some below it. */
function hangTogether({ levels, areas }: MapCells, changes: CellBodies, tell: Tell): boolean {
  let isSound = true;
  const fault = (key: string, field: string, reason: Reason): void => {
    isSound = false;
    tell(field === '' ? [key] : [key, field], reason);
  };
  const last = levels.length - 1;
  levels.forEach((level, at) => {
    const above = new Set((levels[at - 1] ?? []).map(({ id }) => id));
    const parents = new Set((levels[at + 1] ?? []).map(({ parent }) => parent));
    for (const { id, parent } of level) {
      if (at > 0 && !above.has(parent ?? ''))
        fault(id, 'parent', because('grid-no-parent', { grid: id, parent: parent ?? '—' }));
      if (at < last && !parents.has(id)) fault(id, '', because('grid-no-child', { grid: id }));
      if (at < last && changes.get(id)?.shape) fault(id, 'shape', because('grid-shape-above', { grid: id }));
      if (at === last && !areas.has(id)) fault(id, 'shape', because('grid-no-ground', { grid: id }));
    }
  });
  return isSound;
}

/** The ground of the narrowest cells covers the county once. */
function lieTogether(before: MapCells, after: MapCells, changes: CellBodies, tell: Tell): boolean {
  const touched = [...changes].flatMap(([id, change]) => (change === null || change.shape ? [id] : []));
  const { misfits } = fitOf(before.areas, after.areas, touched);
  for (const one of misfits) tell([one.grid, 'shape'], reasonOf(one));
  return misfits.length === 0;
}

function reasonOf(one: Misfit): Reason {
  if (one.kind === 'crossed') return because('grid-crosses-itself', { grid: one.grid });
  const m2 = Math.ceil(one.m2);
  return one.kind === 'gap'
    ? because('grid-gap', { grid: one.grid, m2 })
    : because('grid-over', { grid: one.grid, other: one.other, m2 });
}
