import { isDeepStrictEqual } from 'node:util';
import { maySee, seesAll } from '#shared/access/scope.ts';
import type { Person } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { seesPlace, seesStaff } from './scope-of-pack.ts';

interface Row {
  part: string;
  key: string;
  body: unknown;
}
type Policy = { warning?: { proposes?: readonly { grid?: unknown }[] } };
type Body = Partial<{ place: Point; grid: string; unit: string; parent: string }> & Policy;

/** Parts whose rows lie somewhere: an administrator of a part of the county has those of the own part. */
const located: Record<string, (pack: LoadedPack, person: Person, row: Row & { body: Body }) => boolean> = {
  // A new one lies where the grid above it does, and none is put below a grid of others.
  grids: (pack, person, { key, body: { parent } }) =>
    (pack.grid.byId.has(key) ? seesCell(pack, person, key) : parent !== undefined) &&
    (parent === undefined || seesCell(pack, person, parent)),
  // A department answers for the whole county.
  units: (pack, person, { body: { grid } }) => grid !== undefined && seesCell(pack, person, grid),
  staff: (pack, person, { body: { grid, unit } }) =>
    seesStaff(pack, person, {
      ...(grid !== undefined && { grid }),
      ...(unit !== undefined && { unit }),
    }),
  vehicles: (pack, person, { body: { grid, unit } }) =>
    seesStaff(pack, person, {
      ...(grid !== undefined && { grid }),
      ...(unit !== undefined && { unit }),
    }),
  sensors: seesPlaceOf,
  cameras: seesPlaceOf,
  dedicated: seesPlaceOf,
  objects: seesPlaceOf,
  resources: seesPlaceOf,
  lamps: seesPlaceOf,
};

function seesCell(pack: LoadedPack, person: Person, id: string): boolean {
  return maySee(person, { grids: chainTo(pack.grid, id).map((cell) => cell.id), units: [] });
}
function seesPlaceOf(pack: LoadedPack, person: Person, { body: { place } }: { body: Body }): boolean {
  return place !== undefined && seesPlace(pack, person, place);
}

/** Whether an administrator reads a row: of what lies somewhere that of the own part, of the rest all. */
export function readsRow(pack: LoadedPack, person: Person, row: Row): boolean {
  if (seesAll(person)) return true;
  const lies = located[row.part];
  // Of what is gone only its key is left, and a key can be a name.
  return lies ? isBody(row) && lies(pack, person, row) : row.body !== null;
}

/** Whether an administrator changes a row: the whole county's for everything, of a part for what lies in it before and after. */
export function changesRow(pack: LoadedPack, person: Person, before: Row | null, after: Row): boolean {
  if (seesAll(person)) return true;
  if (after.part === 'pack') return after.key === 'policy' && changesOwnLines(pack, person, before, after);
  const lies = located[after.part];
  if (!lies) return false;
  return [before, after].every(
    (row) => row === null || row.body === null || (isBody(row) && lies(pack, person, row)),
  );
}

/** Of the policy a part changes which warnings indicators propose for grids of its own, and nothing else. */
function changesOwnLines(pack: LoadedPack, person: Person, before: Row | null, after: Row): boolean {
  if (before === null || !isBody(before) || !isBody(after)) return false;
  const isOwn = ({ grid }: { grid?: unknown }): boolean =>
    typeof grid === 'string' && pack.grid.byId.has(grid) && seesCell(pack, person, grid);
  const others = (body: Policy): Policy => ({
    ...body,
    warning: { ...body.warning, proposes: (body.warning?.proposes ?? []).filter((line) => !isOwn(line)) },
  });
  return isDeepStrictEqual(others(before.body), others(after.body));
}

function isBody(row: Row): row is Row & { body: Body } {
  return typeof row.body === 'object' && row.body !== null;
}
