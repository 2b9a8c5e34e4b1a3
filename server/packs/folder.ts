import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isRowFile, usualRows } from '#shared/pack/parts.ts';
import type { CellBodies } from '#shared/pack/cell.ts';
import { mapAfter } from './outlines.ts';
import type { PackRow } from './revise.ts';

/** A county as a folder: what is private below `pack/`, what its map shows below `map/`. */
export interface FolderFile {
  path: string;
  text: string;
}

/** Rows of a file, one a line. */
const written = (rows: readonly unknown[]): string =>
  `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
export const writtenHead = (head: Record<string, unknown>): string =>
  `{\n${Object.entries(head)
    .map(([key, part]) => `${JSON.stringify(key)}: ${JSON.stringify(part)}`)
    .join(',\n')}\n}\n`;

/**
 * The files of a county as it holds after `rows`, in order of their names. A file that nothing changed keeps its very bytes; one that
 * was changed has its rows in their order, one a line, those that nothing changed as they were written. Null where they lie no more.
 */
export async function countyFolder(
  id: string,
  { packsDir, publicDir }: { packsDir: string; publicDir: string },
  rows: readonly PackRow[],
): Promise<FolderFile[] | null> {
  const files = [
    ...(await filesBelow(path.join(packsDir, id), 'pack')),
    ...(await filesBelow(path.join(publicDir, 'packs', id), 'map')),
  ];
  if (!files.some(({ path: name }) => name === 'pack/pack.json')) return null;
  const parts = new Map<string, Map<string, unknown>>();
  for (const { part, key, body } of rows) {
    const own = parts.get(part) ?? new Map<string, unknown>();
    parts.set(part, own.set(key, body));
  }
  const grids = gridFileOf(files);
  const changed = files.map(({ path: name, text }): FolderFile => {
    const part = /^pack\/([\w-]+)\.json$/u.exec(name)?.[1] ?? '';
    const own = parts.get(part);
    if (part === 'pack' && own) return { path: name, text: headWith(text, own) };
    if (isRowFile(part) && own) return { path: name, text: rowsWith(text, own) };
    const cells = parts.get('grids');
    if (name === `map/${grids}` && cells) return { path: name, text: mapAfter(text, cells as CellBodies) };
    return { path: name, text };
  });
  const missing = [...parts.keys()].filter(
    (part) => isRowFile(part) && !files.some(({ path: name }) => name === `pack/${part}.json`),
  );
  const added = missing.map((part) => ({
    path: `pack/${part}.json`,
    text: rowsWith(JSON.stringify((isRowFile(part) && usualRows[part]) || []), parts.get(part) ?? new Map()),
  }));
  return [...changed, ...added].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function filesBelow(folder: string, as: string): Promise<FolderFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return Promise.all(
    names.map(async (name) => ({
      path: `${as}/${name.split(path.sep).join('/')}`,
      text: await readFile(path.join(folder, name), 'utf8'),
    })),
  );
}

function gridFileOf(files: readonly FolderFile[]): string {
  const head = files.find(({ path: name }) => name === 'pack/pack.json');
  const read = JSON.parse(head?.text ?? '{}') as { identity?: { map?: { grids?: string } } };
  return read.identity?.map?.grids ?? '';
}

function headWith(text: string, changes: ReadonlyMap<string, unknown>): string {
  const head = JSON.parse(text) as Record<string, unknown>;
  for (const [key, body] of changes) {
    if (body === null) delete head[key];
    else head[key] = body;
  }
  return writtenHead(head);
}

function rowsWith(text: string, changes: ReadonlyMap<string, unknown>): string {
  const rows = new Map((JSON.parse(text) as { id: string }[]).map((row): [string, unknown] => [row.id, row]));
  for (const [key, body] of changes) {
    if (body === null) rows.delete(key);
    else rows.set(key, body);
  }
  return written([...rows.values()]);
}
