import { incidentColumns, type IncidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** Whether a unit is a town or a community, or a squad of one: what it closes was solved at the grass roots (基层化解). */
export function isGrassRoots({ units }: Pick<LoadedPack, 'units'>, id: string): boolean {
  const unit = units.get(id);
  if (!unit) return false;
  if (unit.kind === 'squad') return unit.parent !== undefined && isGrassRoots({ units }, unit.parent);
  return unit.kind === 'town' || unit.kind === 'community';
}

/** The columns of an incident in the terms of its jurisdiction's pack. */
export function columnsOf(pack: LoadedPack, incident: Incident): IncidentColumns {
  const procedure = must(pack.procedures.get(incident.procedure), `procedure ${incident.procedure}`);
  return incidentColumns(incident, procedure, (unit) => isGrassRoots(pack, unit));
}
