import { chainTo } from '#shared/grid/chain.ts';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import { inRecord, type Localized } from '#shared/kernel/localized.ts';
import type { Camera, Sensor, Unit } from '#shared/pack/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Api } from '../../http/api.ts';
import type { Person } from '#shared/access/person.ts';
import type { Geodata } from '../../map/geodata.ts';
import { sliceMap } from '../../map/slice-map.ts';
import type { Amiss } from './frame/wall-address.ts';
import { areaNames } from '../../telling/area-names.ts';
import { asFilter, sliceOf, type Slice } from '../../telling/slice.ts';

/** What a wall was told once: everything that it shows of a place is made of it. */
export interface CountyGround {
  person: Person;
  pack: PackDigest;
  sensors: readonly (Sensor | null)[];
  cameras: readonly Camera[];
  geodata: Geodata;
  api: Pick<Api, 'locate' | 'incidents'>;
  /** The part that the address asks for; null: all that the wall may show. */
  scope: string | null;
}

/** What a wall knows of the place that it shows and needs to name things; another one when it goes into a grid. */
export interface County {
  pack: PackDigest;
  sensors: readonly (Sensor | null)[];
  cameras: readonly Camera[];
  geodata: Geodata;
  units: ReadonlyMap<string, Unit>;
  /** What a grid is called in the language of the screen; as the map calls it where nobody answers for it. */
  areaName: (grid: string, name: string) => string;
  /** The part that it shows. */
  slice: Slice;
  /** The grid that was gone into; null when none was. */
  grid: string | null;
  /** What the address asks for in its place and this wall has not. */
  amiss: readonly Amiss[];
  /** How many cells of each level lie in it. */
  cells: readonly number[];
  /** Who answers for a place. */
  locate: Api['locate'];
  /** Matters of the part that it shows. */
  incidents: Api['incidents'];
  /** Name of this wall. */
  wall: string;
  /** Whether a procedure's matters are events (事件), which the day's figures count. */
  isEvent: (procedure: string) => boolean;
  /** Name of a node of a procedure; the id when the procedure does not know it. */
  nodeName: (procedure: string, node: string) => Localized;
  /** Name of a transition of a procedure; null when it has none of that id. */
  actName: (procedure: string, act: string) => Localized | null;
}

/** The part itself is not one of its cells. */
function cellsIn(tree: GridTree, { grids }: Slice, level: readonly Cell[]): number {
  if (grids.length === 0) return level.length;
  return level.filter(({ id }) =>
    chainTo(tree, id)
      .slice(0, -1)
      .some((one) => grids.includes(one.id)),
  ).length;
}

/** The narrowest grids have no unit that answers for them and lends its name: the map knows what they are called. */
function nameOfCell({ byId }: GridTree, name: Localized): Localized {
  const cell = byId.get(inRecord(name));
  return cell ? { zh: cell.name, en: cell.name } : name;
}

/** The place that a wall shows: the part of its address, or a grid that somebody went into. */
export function makeCounty(
  ground: CountyGround,
  grid: string | null = null,
  amiss: Amiss | null = null,
): County {
  const { person, pack, sensors, cameras, api } = ground;
  const scope = grid === null ? ground.scope : `grid/${grid}`;
  const asked = sliceOf(person, pack, scope);
  const slice = { ...asked, path: asked.path.map((name) => nameOfCell(ground.geodata.tree, name)) };
  // The land that is drawn stays that of the address: going into a grid moves the map and keeps what lies around.
  const { identity, geodata } = sliceMap(
    pack.identity,
    ground.geodata,
    sliceOf(person, pack, ground.scope).grids,
  );
  const nodes = new Map(
    pack.procedures.flatMap((p) => p.nodes.map((node) => [`${p.id}/${node.id}`, node.name] as const)),
  );
  const acts = new Map(
    pack.procedures.flatMap((p) => p.transitions.map(({ id, name }) => [`${p.id}/${id}`, name] as const)),
  );
  const events = new Set(pack.procedures.flatMap(({ id, family }) => (family === 'incident' ? [id] : [])));
  return {
    pack: { ...pack, identity },
    sensors,
    cameras,
    geodata,
    slice,
    grid,
    amiss: amiss ? [amiss] : [],
    cells: geodata.tree.levels.map((level) => cellsIn(geodata.tree, slice, level)),
    units: new Map(pack.units.map((unit) => [unit.id, unit])),
    areaName: areaNames(pack.units),
    wall: person.name,
    locate: api.locate,
    incidents: (query) => api.incidents({ ...asFilter(scope), ...query }),
    isEvent: (procedure) => events.has(procedure),
    nodeName: (procedure, node) => nodes.get(`${procedure}/${node}`) ?? { zh: node, en: node },
    actName: (procedure, act) => acts.get(`${procedure}/${act}`) ?? null,
  };
}
