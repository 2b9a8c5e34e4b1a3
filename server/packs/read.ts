import { because, type Reason } from '#shared/kernel/reasons.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Topology } from 'topojson-specification';
import type { z } from 'zod';
import { zhCN } from 'zod/locales';
import { layGrid, surveyGrid, type GridSurvey } from '#shared/grid/locate.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import { rowFiles, usualRows, type RowFile } from '#shared/pack/parts.ts';
import { packHead, type Pack, type PackHead } from '#shared/pack/schema.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { jsonPath, toldOfFault, type Blame, type Fault } from './fault.ts';

const mayMiss: ReadonlySet<RowFile> = new Set([
  'dedicated',
  'objects',
  'resources',
  'lamps',
  'responsibility',
  'six',
  'duties',
  'police',
  'plans',
  'overview',
  'listed',
  'connected',
  'vehicles',
  'procedures',
  'roles',
  'domains',
  'systems',
  'cameras',
  'rules',
  'sensors',
  'indicators',
  'series',
]);

/** A row that keeps its place in the file, so that a later fault can name it. */
export interface Placed<T> {
  index: number;
  row: T;
}
export type Rows = { [name in RowFile]: Placed<z.infer<(typeof rowFiles)[name]>>[] };

/** All that could be read of a pack. Rows with a fault are left out; their ids still count as known, so that one fault makes one line. */
export interface ReadPack {
  id: string;
  head: PackHead | null;
  survey: GridSurvey | null;
  grid: GridTree | null;
  rows: Rows;
  ids: { [name in RowFile]: ReadonlySet<string> };
  /** Files of which rows were left out: nothing can be concluded from what is not in them. */
  partial: ReadonlySet<RowFile>;
  /** Whether every file there must be could be read as what it is: without one, all that refers to it would be blamed. */
  isReadable: boolean;
  faults: Fault[];
  blame: Blame;
}

/** Reads a pack's folder and its grid file; every fault of form goes into `faults`. */
export async function readPack(id: string, packsDir: string, publicDir: string): Promise<ReadPack> {
  const faults: Fault[] = [];
  const fileOf = (name: string): string => (path.isAbsolute(name) ? name : path.join(packsDir, id, name));
  const blame: Blame = (name, keys, reason) =>
    void faults.push({ file: fileOf(name), path: jsonPath(keys), reason: toldOfFault(reason).reason });
  const names = Object.keys(rowFiles) as RowFile[];
  const partial = new Set<RowFile>();
  let isReadable = true;
  const [headText, ...texts] = await Promise.all(
    ['pack', ...names].map((name) => readText(fileOf(`${name}.json`))),
  );
  const head = parseOne(packHead, parseJson(headText ?? null, 'pack.json', false, blame), 'pack.json', blame);
  const rows: Partial<Record<RowFile, Placed<unknown>[]>> = {};
  const ids: Partial<Record<RowFile, Set<string>>> = {};
  names.forEach((name, i) => {
    const usual = texts[i] == null ? usualRows[name] : undefined;
    const raw = usual ?? parseJson(texts[i] ?? null, `${name}.json`, mayMiss.has(name), blame);
    rows[name] = parseRows(rowFiles[name], raw, `${name}.json`, blame);
    if (Array.isArray(raw) ? rows[name].length < raw.length : raw !== undefined) partial.add(name);
    isReadable &&= Array.isArray(raw) || (raw === undefined && texts[i] == null && mayMiss.has(name));
    ids[name] = rawIds(raw);
  });
  const survey = head
    ? await readGrid(path.join(publicDir, 'packs', id, head.identity.map.grids), blame)
    : null;
  const grid = survey && layGrid(survey);
  isReadable &&= head !== null && survey !== null;
  const read = { id, head, survey, grid, rows: rows as Rows, ids: ids as ReadPack['ids'] };
  return { ...read, partial, isReadable, faults, blame };
}

/** The pack as the house uses it; for a pack without faults. */
export function joinPack({ head, rows }: ReadPack): Pack | null {
  if (!head) return null;
  const plain = <T>(placed: readonly Placed<T>[]): T[] => placed.map(({ row }) => row);
  return {
    ...head,
    units: plain(rows.units),
    staff: plain(rows.staff),
    catalogue: plain(rows.catalogue),
    procedures: proceduresOf(head, rows),
    sensors: plain(rows.sensors),
    rules: plain(rows.rules),
    cameras: plain(rows.cameras),
    indicators: plain(rows.indicators),
    series: plain(rows.series),
    dedicated: plain(rows.dedicated),
    objects: plain(rows.objects),
    ...(rows.lamps.length > 0 && { lamps: plain(rows.lamps) }),
    ...(rows.resources.length > 0 && { resources: plain(rows.resources) }),
    // Without rules the catalogue's units answer.
    ...(rows.responsibility.length > 0 && { responsibility: plain(rows.responsibility) }),
    six: plain(rows.six),
    duties: plain(rows.duties),
    police: plain(rows.police),
    plans: plain(rows.plans),
    ...(rows.overview.length > 0 && { overview: plain(rows.overview) }),
    listed: plain(rows.listed),
    ...(rows.vehicles.length > 0 && { vehicles: plain(rows.vehicles) }),
    ...(rows.connected.length > 0 && { connected: plain(rows.connected) }),
    ...(rows.roles.length > 0 && { roles: plain(rows.roles) }),
    domains: plain(rows.domains),
    systems: plain(rows.systems),
  };
}

/** Built-in procedures that the pack names, then its own. */
export function proceduresOf(head: PackHead | null, rows: Rows): Procedure[] {
  const named = (head?.procedures ?? []).flatMap((id) => builtInProcedures.get(id) ?? []);
  return [...named, ...rows.procedures.map(({ row }) => row)];
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}

function parseJson(text: string | null, name: string, optional: boolean, blame: Blame): unknown {
  if (text === null) {
    if (!optional) blame(name, [], because('check-file-missing'));
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    blame(
      name,
      [],
      because('check-not-json', { why: error instanceof Error ? error.message : String(error) }),
    );
    return undefined;
  }
}

const inChinese = zhCN().localeError;
/** What is wrong with the form of a row, in both languages as the library says it; what a schema of ours says stands as it is. */
function reasonOfIssue(issue: z.core.$ZodIssue): string | Reason {
  const told = issue.code === 'custom' ? undefined : inChinese(issue as z.core.$ZodRawIssue);
  const zh = typeof told === 'string' ? told : told?.message;
  if (zh === undefined) return issue.message;
  const said = { zh, en: issue.message };
  return because('as-pattern-says', said);
}

export function parseOne<T>(
  schema: z.ZodType<T>,
  raw: unknown,
  name: string,
  blame: Blame,
  keys: readonly PropertyKey[] = [],
): T | null {
  if (raw === undefined) return null;
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) blame(name, [...keys, ...issue.path], reasonOfIssue(issue));
  return null;
}

function parseRows(schema: z.ZodType, raw: unknown, name: string, blame: Blame): Placed<unknown>[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    blame(name, [], because('check-rows-wanted'));
    return [];
  }
  return raw.flatMap((one: unknown, index) => {
    const row = parseOne(schema, one ?? null, name, blame, [index]);
    return row === null ? [] : [{ index, row }];
  });
}

function rawIds(raw: unknown): Set<string> {
  const rows: unknown[] = Array.isArray(raw) ? raw : [];
  return new Set(
    rows.flatMap((row) =>
      typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' ? [row.id] : [],
    ),
  );
}

async function readGrid(file: string, blame: Blame): Promise<GridSurvey | null> {
  const raw = parseJson(await readText(file), file, false, blame);
  if (raw === undefined) return null;
  try {
    return surveyGrid(raw as Topology);
  } catch (error) {
    blame(
      file,
      [],
      because('check-no-tree', { why: error instanceof Error ? error.message : String(error) }),
    );
    return null;
  }
}
