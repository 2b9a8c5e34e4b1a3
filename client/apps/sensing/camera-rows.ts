import type { Camera } from '#shared/pack/schema.ts';

/** A camera with the grids it lies in, from wide to narrow. */
export interface CameraRow {
  camera: Camera;
  grids: readonly string[];
}
export const cameraTrees = ['grid', 'system', 'owner'] as const;
export type CameraTree = (typeof cameraTrees)[number];
export const cameraStatesShown = ['any', 'online', 'offline', 'watched'] as const;
export interface CameraFilter {
  text: string;
  state: (typeof cameraStatesShown)[number];
}

/** A line of the tree: a branch with how many lie under it, or a camera. */
export type TreeLine =
  | {
      kind: 'branch';
      id: string;
      name: string;
      depth: number;
      total: number;
      online: number;
      isOpen: boolean;
    }
  | { kind: 'camera'; id: string; row: CameraRow; depth: number; isOnline: boolean };

export interface TreeWords {
  grid: (id: string) => string;
  system: (id: string) => string;
  unit: (id: string) => string;
  /** Of what has none. */
  none: string;
}

/** The cameras that a filter leaves. */
export function shownCameras(
  rows: readonly CameraRow[],
  { text, state }: CameraFilter,
  offline: ReadonlySet<string>,
): CameraRow[] {
  const words = text.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  return rows.filter(({ camera: { id, name, models } }) => {
    if (state === 'online' && offline.has(id)) return false;
    if (state === 'offline' && !offline.has(id)) return false;
    if (state === 'watched' && models.length === 0) return false;
    const said = `${id} ${name}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

/** The path of branches over a camera. */
function pathOf({ camera, grids }: CameraRow, by: CameraTree): readonly string[] {
  if (by === 'grid') return grids.slice(0, 2);
  return [(by === 'system' ? camera.system : camera.owner) ?? '', ...grids.slice(0, 1)];
}

/**
 * The lines of a tree whose `open` branches are unfolded, in the order of names. A branch is named by its path, so that the same area
 * under two systems is two branches.
 */
export function treeLines(
  rows: readonly CameraRow[],
  by: CameraTree,
  open: ReadonlySet<string>,
  offline: ReadonlySet<string>,
  words: TreeWords,
): TreeLine[] {
  const lines: TreeLine[] = [];
  const isOnline = (row: CameraRow): boolean => !offline.has(row.camera.id);
  const walk = (level: ReadonlyMap<string, Branch>, depth: number): void => {
    for (const one of [...level.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'zh'))) {
      const { id, name, total, online } = one;
      const isOpen = open.has(id);
      lines.push({ kind: 'branch', id, name, depth, total, online, isOpen });
      if (!isOpen) continue;
      walk(one.under, depth + 1);
      for (const row of one.rows)
        lines.push({ kind: 'camera', id: row.camera.id, row, depth: depth + 1, isOnline: isOnline(row) });
    }
  };
  walk(branchesOf(rows, by, isOnline, words), 0);
  return lines;
}

interface Branch {
  id: string;
  name: string;
  total: number;
  online: number;
  under: Map<string, Branch>;
  rows: CameraRow[];
}

/** The cameras by the parts of their paths, each branch with how many there are below it and how many of them are online. */
function branchesOf(
  rows: readonly CameraRow[],
  by: CameraTree,
  isOnline: (row: CameraRow) => boolean,
  words: TreeWords,
): Map<string, Branch> {
  const nameOf = (part: string, depth: number): string => {
    if (part === '') return words.none;
    if (depth > 0 || by === 'grid') return words.grid(part);
    return words[by === 'system' ? 'system' : 'unit'](part);
  };
  const root = new Map<string, Branch>();
  for (const row of rows) {
    let level = root;
    let path = '';
    const parts = pathOf(row, by);
    for (const [depth, part] of parts.entries()) {
      path += `/${part}`;
      const name = nameOf(part, depth);
      const branch: Branch = level.get(part) ?? {
        id: path,
        name,
        total: 0,
        online: 0,
        under: new Map(),
        rows: [],
      };
      level.set(part, branch);
      branch.total += 1;
      if (isOnline(row)) branch.online += 1;
      if (depth === parts.length - 1) branch.rows.push(row);
      level = branch.under;
    }
  }
  return root;
}

/** What of a tour is shown in a step: so many at a time, the last step with what is left. */
export function tourStep<T>(list: readonly T[], size: number, step: number): T[] {
  const steps = Math.max(1, Math.ceil(list.length / size));
  const from = (step % steps) * size;
  return list.slice(from, from + size);
}
