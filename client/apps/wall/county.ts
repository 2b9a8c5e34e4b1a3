import { chainTo } from '#shared/grid/chain.ts';
import type { Cell, GridTree } from '#shared/grid/tree.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import type { Sensor, Unit } from '#shared/pack/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Api } from '../../http/api.ts';
import type { Geodata } from '../../map/geodata.ts';
import type { SliceMap } from '../../map/slice-map.ts';
import { asFilter, type Slice } from '../../telling/slice.ts';

/** What a wall knows of its jurisdiction and needs to name things; fixed while the page stands. */
export interface County {
  pack: PackDigest;
  sensors: readonly (Sensor | null)[];
  geodata: Geodata;
  units: ReadonlyMap<string, Unit>;
  /** The part that it shows. */
  slice: Slice;
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

/** Indexes of a pack. */
export function makeCounty(
  pack: PackDigest,
  sensors: readonly (Sensor | null)[],
  { identity, geodata }: SliceMap,
  slice: Slice,
  wall: string,
  api: Pick<Api, 'locate' | 'incidents'>,
  scope: string | null,
): County {
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
    geodata,
    slice,
    cells: geodata.tree.levels.map((level) => cellsIn(geodata.tree, slice, level)),
    units: new Map(pack.units.map((unit) => [unit.id, unit])),
    wall,
    locate: api.locate,
    incidents: (query) => api.incidents({ ...asFilter(scope), ...query }),
    isEvent: (procedure) => events.has(procedure),
    nodeName: (procedure, node) => nodes.get(`${procedure}/${node}`) ?? { zh: node, en: node },
    actName: (procedure, act) => acts.get(`${procedure}/${act}`) ?? null,
  };
}
