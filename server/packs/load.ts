import { because } from '#shared/kernel/reasons.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Topology } from 'topojson-specification';
import { layGrid } from '#shared/grid/locate.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { must } from '#shared/kernel/must.ts';
import { posts } from '#shared/access/post.ts';
import type { Pack, Staff } from '#shared/pack/schema.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import { catalogueRules, makeMatrix } from '#shared/responsibility/matrix.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import { checkPack, isLocal } from './check.ts';
import { describeFaults, type Fault } from './fault.ts';
import { keepPack, readKept, stampPack, type Keeping, type KeptPack } from './kept.ts';
import type { LoadedPack, MapFile } from './loaded.ts';
import { joinPack, readPack } from './read.ts';

/** Where packs lie: private files in `packsDir/<id>`, map files in `publicDir/packs/<id>`. `only` picks some; empty means all. */
export interface PackPlaces {
  packsDir: string;
  publicDir: string;
  only: readonly string[];
  /** Where checked packs are kept, so that one that did not change is not checked again. */
  keeping?: Keeping | null;
}

/** Loads and checks packs, in order of their ids. Throws one error that lists every fault of every pack by file, path and reason. */
export async function loadPacks(places: PackPlaces): Promise<LoadedPack[]> {
  const { packs, faults } = await tryPacks(places);
  if (faults.length > 0) throw new Error(`bad packs (${faults.length} faults)\n${describeFaults(faults)}`);
  if (packs.length === 0) throw new Error(`there is no pack in ${places.packsDir}`);
  return packs;
}

/** A pack with faults: its jurisdiction is kept closed. */
export interface ClosedPack {
  id: string;
  faults: readonly Fault[];
}

/** The packs without a fault, in order of their ids, and those that must stay closed. Throws when faults leave none to serve; there may be none at all. */
export async function openPacks(places: PackPlaces): Promise<{ packs: LoadedPack[]; closed: ClosedPack[] }> {
  const { packs, faults } = await tryPacks(places);
  if (packs.length === 0 && faults.length > 0)
    throw new Error(`bad packs (${faults.length} faults)\n${describeFaults(faults)}`);
  const closed = [...groupBy(faults, ({ pack }) => pack)].map(([id, own]) => ({ id, faults: own }));
  return { packs, closed };
}

/** The packs without a fault, and the faults of the others. */
export async function tryPacks(
  places: PackPlaces,
): Promise<{ packs: LoadedPack[]; faults: (Fault & { pack: string })[] }> {
  const { packsDir, only } = places;
  const entries = await readdir(packsDir, { withFileTypes: true });
  const found = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const faults = only
    .filter((id) => !found.includes(id))
    .map((id): Fault & { pack: string } => ({
      pack: id,
      file: path.join(packsDir, id),
      path: '$',
      reason: 'there is no such pack',
    }));
  const packs: LoadedPack[] = [];
  const codes = new Map<string, string>();
  for (const id of found.filter((one) => only.length === 0 || only.includes(one)).sort()) {
    const one = await tryPack(id, places);
    const twin = codes.get(one.code);
    if (twin !== undefined)
      one.faults.push({
        file: path.join(packsDir, id, 'pack.json'),
        path: '$.identity.code',
        reason: `"${twin}" has the code ${one.code} as well`,
      });
    codes.set(one.code, id);
    if (one.faults.length === 0 && one.kept)
      packs.push({
        ...makeLoaded(one.kept.pack, layGrid(one.kept.survey)),
        outlines: mapFile(id, one.kept.pack, places.publicDir),
      });
    faults.push(...one.faults.map((fault) => ({ pack: id, ...fault })));
  }
  return { packs, faults };
}

/** The map file of a folder. Few ever ask: what it says is not kept. */
function mapFile(id: string, { identity }: Pack, publicDir: string): MapFile {
  const file = path.join(publicDir, 'packs', id, identity.map.grids);
  return { path: file, read: () => JSON.parse(readFileSync(file, 'utf8')) as Topology };
}

/** One pack: as it was kept when nothing changed since, otherwise read, checked and kept. */
async function tryPack(
  id: string,
  { packsDir, publicDir, keeping }: PackPlaces,
): Promise<{ code: string; kept: KeptPack | null; faults: Fault[] }> {
  const stampNow = async (): Promise<string | null> =>
    keeping ? stampPack(keeping.code, [path.join(packsDir, id), path.join(publicDir, 'packs', id)]) : null;
  const stamp = await stampNow();
  const before = keeping && stamp !== null ? await readKept(keeping, id, stamp) : null;
  if (before) return { code: before.pack.identity.code, kept: before, faults: [] };
  const read = await readPack(id, packsDir, publicDir);
  checkPack(read);
  checkMapFiles(read, publicDir);
  const pack = joinPack(read);
  const code = read.head?.identity.code ?? id;
  if (read.faults.length > 0 || !pack || !read.survey) return { code, kept: null, faults: read.faults };
  const kept = { pack, survey: read.survey };
  // A file that changed while it was read belongs to no stamp.
  if (keeping && stamp !== null && stamp === (await stampNow())) await keepPack(keeping, id, stamp, kept);
  return { code, kept, faults: [] };
}

function checkMapFiles({ id, head, blame }: Awaited<ReturnType<typeof readPack>>, publicDir: string): void {
  if (!head) return;
  const { map } = head.identity;
  const want = (file: string | undefined, keys: PropertyKey[]): void => {
    const whole = path.join(publicDir, 'packs', id, file ?? '.');
    if (!existsSync(whole))
      blame('pack.json', ['identity', 'map', ...keys], because('check-no-file', { file: whole }));
  };
  want(map.neighbours, ['neighbours']);
  want(map.places, ['places']);
  want(map.boundary, ['boundary']);
  map.water.forEach((file, i) => want(file, ['water', i]));
}

/** Puts the look-ups beside a pack that was checked. */
export function makeLoaded(pack: Pack, grid: GridTree, edition = 1): LoadedPack {
  const { units, staff, sensors } = pack;
  const centre = must(
    units.find((unit) => unit.kind === 'centre' && unit.parent === undefined),
    'command centre',
  );
  const officer =
    staff.find((one) => one.post === 'duty-chief') ?? staff.find((one) => one.post === 'duty-officer');
  const byGrid = groupBy(staff, (one) => one.grid);
  for (const people of byGrid.values()) people.sort((a, b) => rank(a) - rank(b));
  const local = groupBy(units.filter(isLocal), (unit) => unit.grid);
  const ofQuantity = groupBy(pack.rules, ({ on }) => ('quantity' in on ? on.quantity : ''));
  const ofSensor = groupBy(pack.rules, ({ on }) => ('sensor' in on ? on.sensor : ''));
  const rules = sensors.map(({ id, quantity, retired }): readonly Rule[] =>
    retired ? [] : [...(ofQuantity.get(quantity) ?? []), ...(ofSensor.get(id) ?? [])],
  );
  return {
    id: pack.identity.id,
    edition,
    pack,
    grid,
    units: byId(units),
    items: byId(pack.catalogue),
    procedures: byId(pack.procedures),
    listed: byId(pack.listed ?? []),
    sensorOrdinals: new Map(
      sensors.flatMap(({ id, retired }, ordinal) => (retired ? [] : [[id, ordinal] as const])),
    ),
    cameraOrdinals: new Map(pack.cameras.map(({ id }, ordinal) => [id, ordinal])),
    staff: byId(staff),
    staffOf: (cell) => byGrid.get(cell) ?? [],
    rulesOf: (ordinal) => rules[ordinal] ?? [],
    unitsOfGrid: (cells) => cells.flatMap((cell) => local.get(cell) ?? []),
    matrix: makeMatrix(
      pack.responsibility ?? catalogueRules(pack.catalogue),
      pack.catalogue,
      units,
      pack.police,
      pack.identity.levels.length,
    ),
    duty: {
      phone: centre.phone,
      place: centre.place,
      actor: {
        id: officer?.id ?? centre.id,
        name: officer?.name ?? inRecord(centre.name),
        role: 'duty',
        unit: centre.id,
      },
    },
  };
}

const rank = ({ post }: Staff): number => posts.indexOf(post);

function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
