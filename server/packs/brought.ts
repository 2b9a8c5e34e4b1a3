import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FolderFile } from './folder.ts';
import { describeHead, identityOf, withIdentity, type NewIdentity } from './folder-head.ts';
import { tryPacks } from './load.ts';
import type { LoadedPack } from './loaded.ts';
import type { Told } from '#shared/kernel/refusal.ts';
import type { Fault } from './fault.ts';

export interface Folders {
  packsDir: string;
  publicDir: string;
}

/** The counties of this server. */
export interface Counties {
  dataDir: string;
  /** Where the map files of those that were brought lie; null: none were. */
  publicDir: string | null;
  /** Where the files of a county lie. */
  foldersOf(id: string): Folders;
  /** As an administrator of `asker` is told of them. */
  list(asker: string): Promise<CountyTold[]>;
  /** Answers when it is open here, or known why not. False when its id or code is taken meanwhile. */
  add(
    county: { id: string; code: string; at: number; by: string; byName: string; byCounty: string },
    files: readonly FolderFile[],
  ): Promise<boolean>;
  /** Answers when it holds here; null: it is open again. */
  rest(
    id: string,
    state: {
      state: 'read-only' | 'archived';
      why: string;
      at: number;
      by: string;
      byName: string;
      byCounty: string;
    } | null,
  ): Promise<void>;
}

interface CountyTold {
  id: string;
  code: string;
  name: { zh: string; en: string } | null;
  open: boolean;
  state: 'open' | 'read-only' | 'archived' | 'closed';
  /** Why it is not served. */
  why: Told | null;
  brought: { by: string; at: number } | null;
  /** Whether the asker may say that it rests. */
  yours: boolean;
}

/**
 * Who may let a county rest or open it again: its own administrators, those of the county from which it was brought, and for one
 * that came with the server those of another that did.
 */
export function standsOver(
  asker: string,
  county: { id: string; byCounty: string | null },
  shipped: ReadonlySet<string>,
): boolean {
  if (asker === county.id || asker === county.byCounty) return true;
  return county.byCounty === null && shipped.has(asker);
}

/** Where counties that were brought lie in a data folder; made anew from the database at each start. */
export function broughtFolders(dataDir: string): Folders {
  const root = path.join(dataDir, 'counties');
  return { packsDir: path.join(root, 'packs'), publicDir: path.join(root, 'public') };
}

/** Lays the files of a county out as the house reads them. Names are looked at: none leads out of its folder. */
export async function layCounty(
  id: string,
  files: readonly FolderFile[],
  { packsDir, publicDir }: Folders,
): Promise<void> {
  const places = { pack: path.join(packsDir, id), map: path.join(publicDir, 'packs', id) };
  await Promise.all(Object.values(places).map((folder) => mkdir(folder, { recursive: true })));
  for (const { path: name, text } of files) {
    const place = placeOf(name);
    if (place) await writeFile(path.join(places[place.kind], place.name), text);
  }
}

/** `pack/units.json`, `map/grids.topo.json`: one folder deep, plain names. */
function placeOf(name: string): { kind: 'pack' | 'map'; name: string } | null {
  const [, kind, file] = /^(pack|map)\/([A-Za-z0-9][\w.-]{0,80})$/u.exec(name) ?? [];
  return kind !== undefined && file !== undefined ? { kind: kind as 'pack' | 'map', name: file } : null;
}

/** What the files of a county say it is. */
export const identityOfFiles = identityOf;

/** A folder that was looked at: what county it would be, and every fault of it. */
export interface LookedAt {
  id: string;
  code: string;
  name: { zh: string; en: string } | null;
  faults: { file: string; path: string; reason: string }[];
  /** Rows of each part; empty while it has faults. */
  counts: { part: string; rows: number }[];
  files: FolderFile[];
}

/**
 * Looks at a folder as the start of a house would, without opening it. `as`: under which id, code and name it is to be, so that a copy
 * of a county is a county of its own. `taken`: the counties there are.
 */
export async function lookAtFolder(
  brought: readonly FolderFile[],
  {
    as,
    taken,
    dataDir,
  }: { as: NewIdentity; taken: readonly { id: string; code: string }[]; dataDir: string },
): Promise<LookedAt> {
  const files = withIdentity(brought, as);
  const { id, code, name } = identityOf(files);
  const strange = files.filter(({ path: one }) => !placeOf(one));
  const looked: LookedAt = { id, code, name, counts: [], files, faults: [] };
  for (const { path: file } of strange)
    looked.faults.push({ file, path: '$', reason: 'a file lies in pack/ or map/, by a plain name' });
  if (!/^[a-z][a-z0-9-]{1,31}$/u.test(id)) {
    looked.faults.push(describeHead(files));
    return looked;
  }
  if (taken.some((one) => one.id === id))
    looked.faults.push(inHead('identity.id', `there is a county "${id}" already`));
  if (taken.some((one) => one.code === code))
    looked.faults.push(inHead('identity.code', `another county has the code ${code}`));
  await mkdir(dataDir, { recursive: true });
  const root = await mkdtemp(path.join(dataDir, 'look-'));
  try {
    const folders = { packsDir: path.join(root, 'packs'), publicDir: path.join(root, 'public') };
    await layCounty(id, files, folders);
    const { packs, faults } = await tryPacks({ ...folders, only: [id] });
    looked.faults.push(...faults.map((fault) => shortened(fault, root)));
    looked.counts = countsOf(packs[0]);
    return looked;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const inHead = (at: string, reason: string): LookedAt['faults'][number] => ({
  file: 'pack/pack.json',
  path: `$.${at}`,
  reason,
});

/** Faults name files as they lie in the ZIP. */
function shortened({ file, path: at, reason }: Fault, root: string): LookedAt['faults'][number] {
  const inside = path.relative(root, file).split(path.sep);
  const kind = inside[0] === 'packs' ? 'pack' : 'map';
  return { file: `${kind}/${inside.at(-1) ?? ''}`, path: at, reason: reason.replaceAll(root, '') };
}

function countsOf(loaded: LoadedPack | undefined): LookedAt['counts'] {
  if (!loaded) return [];
  const { pack, grid } = loaded;
  const parts = [
    'units',
    'staff',
    'catalogue',
    'sensors',
    'rules',
    'cameras',
    'indicators',
    'plans',
  ] as const;
  return [
    { part: 'grids', rows: grid.byId.size },
    ...parts.map((part) => ({ part, rows: (pack[part] ?? []).length })),
  ];
}
