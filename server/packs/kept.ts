import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import v8 from 'node:v8';
import type { GridSurvey } from '#shared/grid/locate.ts';
import type { Pack } from '#shared/pack/schema.ts';

/**
 * Packs that passed their check, kept in the data folder: reading and checking thousands of rows and surveying thousands
 * of polygons takes longer than all else of a start. What was kept is believed only under the very stamp it was kept
 * with, which covers every byte of the pack's files, of the code that checked them and of the keeping itself.
 */
export interface Keeping {
  folder: string;
  /** Stands for the code that checks packs: `codeStamp`. */
  code: string;
  /** Not kept: the next start checks again. */
  onFault(error: unknown): void;
}

/** A checked pack and the survey of its grids. */
export interface KeptPack {
  pack: Pack;
  survey: GridSurvey;
}

/**
 * Stands for the code that checks packs, when that is a bundle: its chunks name each other by their content, so that the
 * bytes of this one speak for all. Null from source, where any file may have changed.
 */
export async function codeStamp(file: string = import.meta.filename): Promise<string | null> {
  return file.endsWith('.ts') ? null : digest(process.version, await readFile(file));
}

/** A digest of the code and of every file in `folders`. */
export async function stampPack(code: string, folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(code);
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    // A link is read as well: mounted configuration often consists of nothing else.
    const files = entries.filter((entry) => !entry.isDirectory());
    const names = files.map((file) => path.relative(folder, path.join(file.parentPath, file.name))).sort();
    const contents = await Promise.all(
      names.map((name) => readFile(path.join(folder, name)).catch(() => null)),
    );
    names.forEach((name, i) => {
      const bytes = contents[i];
      hash.update(`\0${name}\0${bytes?.length ?? 'unreadable'}\0`).update(bytes ?? '');
    });
    hash.update('\0\0');
  }
  return hash.digest('hex');
}

/** The pack that was kept under `stamp`; null when there is none, whatever the reason. */
export async function readKept({ folder }: Keeping, id: string, stamp: string): Promise<KeptPack | null> {
  try {
    const file = await readFile(fileOf(folder, id));
    const end = file.indexOf('\n');
    const body = file.subarray(end + 1);
    if (file.toString('latin1', 0, end) !== digest(stamp, body)) return null;
    const { rows, ...arrays } = v8.deserialize(body) as KeptForm;
    return restore(rows, arrays);
  } catch {
    return null;
  }
}

/** Keeps a pack under `stamp`, in place of what was kept of it before. */
export async function keepPack(
  { folder, onFault }: Keeping,
  id: string,
  stamp: string,
  { pack, survey: { cells, ...arrays } }: KeptPack,
): Promise<void> {
  // Rows as JSON text: V8 reads that in a third of the time of its own form.
  const form: KeptForm = { rows: JSON.stringify({ pack, cells }), ...arrays };
  const body = v8.serialize(form);
  const file = fileOf(folder, id);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, Buffer.concat([Buffer.from(`${digest(stamp, body)}\n`), body]), {
      mode: 0o600,
    });
    await rename(`${file}.new`, file);
  } catch (error) {
    onFault(error);
  }
}

type Arrays = Omit<GridSurvey, 'cells'>;
interface KeptForm extends Arrays {
  rows: string;
}

function restore(rows: string, arrays: Arrays): KeptPack {
  const { pack, cells } = JSON.parse(rows) as { pack: Pack; cells: GridSurvey['cells'] };
  return { pack, survey: { cells, ...arrays } };
}

const fileOf = (folder: string, id: string): string => path.join(folder, `${id}.checked`);

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
