import type { Point } from '#shared/geo/point.ts';
import type { Cell } from '#shared/grid/tree.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { Area, DecideContext, Rung } from '#shared/incident/context.ts';
import type { Post } from '#shared/access/post.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import type { DueGround } from '#shared/incident/due.ts';
import { leadOf } from '#shared/incident/columns.ts';
import type { Incident, Told } from '#shared/incident/incident.ts';
import type { CatalogueItem, Staff } from '#shared/pack/schema.ts';
import type { LoadedPack } from './loaded.ts';
import { responsibleOf } from './responsible.ts';

/** What a decision sees of a jurisdiction's pack; the same at every instant. */
export type CheckGround = Omit<
  DecideContext,
  'now' | 'actor' | 'newId' | 'incident' | 'pace' | 'head' | 'isAbove'
>;

const grounds = new WeakMap<LoadedPack, CheckGround>();

/** The ground that a pack gives its decisions. Made once a pack. */
export function groundOf(pack: LoadedPack): CheckGround {
  const known = grounds.get(pack);
  if (known) return known;
  const made = makeGround(pack);
  grounds.set(pack, made);
  return made;
}

/** The item by which a matter goes. */
export function itemOf(
  pack: Pick<LoadedPack, 'items' | 'formerItem'>,
  { item, reportedAt }: Pick<Incident, 'item' | 'reportedAt'>,
): CatalogueItem | undefined {
  return pack.formerItem?.(item, reportedAt) ?? pack.items.get(item);
}

/** What time itself goes by in a jurisdiction. */
export function dueGroundOf(pack: LoadedPack): DueGround {
  const { calendar, policy, ladder } = groundOf(pack);
  return { calendar, ladder, supervision: policy.supervision };
}

function makeGround(pack: LoadedPack): CheckGround {
  const { calendar, policy, staff, objects = [] } = pack.pack;
  const byPost = groupBy(staff, ({ post }) => post);
  const inside = groupBy([...pack.grid.byId.values()], ({ parent }) => parent ?? '');
  const officers = (byPost.get('handler') ?? []).concat(byPost.get('patroller') ?? []);
  const told = (unit: string): Told => ({ unit, name: inRecord(pack.units.get(unit)?.name) ?? unit });
  const centre = pack.duty.actor.unit ?? '';
  return {
    jurisdiction: pack.id,
    calendar,
    policy,
    procedure: (id) => pack.procedures.get(id),
    item: (id) => pack.items.get(id),
    unitKind: (id) => pack.units.get(id)?.kind,
    listed: (id) => pack.listed.get(id),
    centre,
    chain: (place) => cellsAt(pack, place).map(({ id }) => id),
    cellsIn: (grid) => inside.get(grid) ?? [],
    area: (grid) => areaOf(pack, grid),
    areaOf: (unit) => areaOf(pack, pack.units.get(unit)?.grid),
    home: pack.duty.place,
    unitOfPlace: (grids) => pack.unitsOfGrid(grids).at(-1)?.id,
    responsible: (grids) => responsibleOf(pack, grids),
    pool: (from, { units, draws }) =>
      from === 'objects'
        ? objects
            .filter(({ kind }) => draws?.includes(kind) ?? true)
            .map(({ id, name, weight, place }) => ({ id, name, weight, place }))
        : officers
            .filter(({ unit }) => unit !== undefined && isWithin(pack, unit, units))
            .map(({ id, name, unit }) => ({ id, name, weight: 1, ...(unit !== undefined && { unit }) })),
    told,
    ladder: (incident) => ladderOf(pack, incident, (post) => byPost.get(post)?.[0]),
  };
}

/** The cells that a report of a place falls to, widest first: those it lies in, else, on the county's map, those of the grid that takes the rest. */
export function cellsAt({ grid, pack }: Pick<LoadedPack, 'grid' | 'pack'>, place: Point): readonly Cell[] {
  const found = grid.locate(place);
  const { elsewhere } = pack.policy;
  if (found.length > 0 || elsewhere === undefined) return found;
  const [west, south, east, north] = pack.identity.bounds;
  const { lng, lat } = place;
  return lng >= west && lng <= east && lat >= south && lat <= north ? chainTo(grid, elsewhere) : [];
}

function areaOf({ grid }: LoadedPack, id: string | undefined): Area | undefined {
  const chain = id === undefined ? [] : chainTo(grid, id);
  const cell = chain.at(-1);
  return cell && { name: cell.name, centre: cell.centre, grids: chain.map((one) => one.id) };
}

/** Whether a unit is one of `units` or a part of one. */
function isWithin({ units: all }: LoadedPack, unit: string, units: readonly string[]): boolean {
  for (let at: string | undefined = unit; at !== undefined; at = all.get(at)?.parent)
    if (units.includes(at)) return true;
  return false;
}

/**
 * Who is above: the supervisors 督查员 of the grids it lies in, the innermost first, the units above the one that leads, the duty
 * chief, the leader.
 */
function ladderOf(pack: LoadedPack, incident: Incident, holderOf: (post: Post) => Staff | undefined): Rung[] {
  const holder = (post: Post, one = holderOf(post)): Rung => ({
    level: post,
    to: one ? { name: one.name, post, ...(one.unit !== undefined && { unit: one.unit }) } : null,
  });
  const overseers = incident.grids.toReversed().flatMap((grid): Rung[] => {
    const one = pack.staffOf(grid).find(({ post }) => post === 'supervisor');
    return one ? [{ level: 'supervisor', to: { name: one.name, post: 'supervisor' } }] : [];
  });
  const above: Rung[] = [];
  const seen = new Set<string>();
  for (let unit = pack.units.get(leadOf(incident) ?? ''); unit?.parent !== undefined;) {
    unit = pack.units.get(unit.parent);
    if (!unit || unit.kind === 'centre' || seen.has(unit.id)) break;
    seen.add(unit.id);
    above.push({ level: unit.id, to: { name: inRecord(unit.name), unit: unit.id } });
  }
  return [
    ...(overseers.length > 0 ? overseers : [{ level: 'supervisor', to: null }]),
    ...above,
    holder('duty-chief'),
    holder('leader'),
  ];
}
