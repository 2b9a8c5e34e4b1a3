import { inspectionObject } from './inspection.ts';
import { lampGroup } from './lamp.ts';
import { listedItem } from '../procedure/listed.ts';
import { procedure } from '../procedure/schema.ts';
import { ruleSchema } from '../sensing/rule.ts';
import { connectedSystem } from './connected.ts';
import { countyRole } from './county-role.ts';
import { listEntry, usualDomains, usualSystems } from './domain.ts';
import { dutyItem } from './duty.ts';
import { indicator, series } from './indicator.ts';
import { overviewPart } from './overview.ts';
import { plan } from './plan.ts';
import { policeGrid } from './police.ts';
import { mapResource } from './resource.ts';
import { responsibilityRule } from './responsibility.ts';
import { camera, catalogueItem, dedicatedGrid, sensor, staff, unit } from './schema.ts';
import { sixRow } from './six.ts';
import { vehicle } from './vehicle.ts';

/** The files of a pack that hold rows, and the schema of a row. */
export const rowFiles = {
  units: unit,
  staff,
  vehicles: vehicle,
  catalogue: catalogueItem,
  sensors: sensor,
  rules: ruleSchema,
  cameras: camera,
  indicators: indicator,
  series,
  dedicated: dedicatedGrid,
  objects: inspectionObject,
  resources: mapResource,
  lamps: lampGroup,
  responsibility: responsibilityRule,
  six: sixRow,
  duties: dutyItem,
  police: policeGrid,
  plans: plan,
  overview: overviewPart,
  listed: listedItem,
  connected: connectedSystem,
  procedures: procedure,
  roles: countyRole,
  domains: listEntry,
  systems: listEntry,
} as const;
export type RowFile = keyof typeof rowFiles;

/** What stands for a file that a county does not have. */
export const usualRows: Readonly<Partial<Record<RowFile, readonly { id: string }[]>>> = {
  domains: usualDomains,
  systems: usualSystems,
};

export const isRowFile = (part: string): part is RowFile => Object.hasOwn(rowFiles, part);
