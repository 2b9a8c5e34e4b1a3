import type { Localized } from '#shared/kernel/localized.ts';
import type { Sensor, Unit } from '#shared/pack/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Geodata } from '../../map/geodata.ts';

/** What a wall knows of its jurisdiction and needs to name things; fixed while the page stands. */
export interface County {
  pack: PackDigest;
  sensors: readonly Sensor[];
  geodata: Geodata;
  units: ReadonlyMap<string, Unit>;
  /** Name of this wall. */
  wall: string;
  /** Name of a node of a procedure; the id when the procedure does not know it. */
  nodeName: (procedure: string, node: string) => Localized;
  /** Name of a transition, whichever procedure has it; null when none has. */
  actName: (act: string) => Localized | null;
}

/** Indexes of a pack. */
export function makeCounty(
  pack: PackDigest,
  sensors: readonly Sensor[],
  geodata: Geodata,
  wall: string,
): County {
  const nodes = new Map(
    pack.procedures.flatMap((p) => p.nodes.map((node) => [`${p.id}/${node.id}`, node.name] as const)),
  );
  const acts = new Map(
    pack.procedures.flatMap((p) => p.transitions.map(({ id, name }) => [id, name] as const)),
  );
  return {
    pack,
    sensors,
    geodata,
    units: new Map(pack.units.map((unit) => [unit.id, unit])),
    wall,
    nodeName: (procedure, node) => nodes.get(`${procedure}/${node}`) ?? { zh: node, en: node },
    actName: (act) => acts.get(act) ?? null,
  };
}
