import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import type { ServiceAuthor } from './service-author.ts';
import { agencyItems } from './services/agency.ts';
import { agencyLicence, approvalItems } from './services/approval.ts';
import { assistanceItems } from './services/assistance.ts';
import { enforcementItems } from './services/enforcement.ts';
import { enterpriseItems } from './services/enterprise.ts';
import { handedItems } from './services/handed.ts';
import { jointItems } from './services/joint.ts';
import { mediationItems } from './services/mediation.ts';
import { dutyItems, orderItems, reformItems } from './services/orders.ts';
import { supervisionItems } from './services/supervision.ts';

const families: readonly ServiceAuthor[] = [
  ...[supervisionItems, jointItems, orderItems, reformItems, dutyItems],
  ...[approvalItems, agencyLicence, assistanceItems, enforcementItems, mediationItems],
  ...[enterpriseItems, agencyItems, handedItems],
];

/** The county's catalogue of approvals, orders, mediations and the like. */
export function makeServices(county: County): CatalogueItem[] {
  const department = departmentOf(county);
  return families.flatMap((make) => make(county, department));
}

/** The procedures a county runs: those of its catalogue, in the order of the house's list. */
export function proceduresOf(catalogue: readonly CatalogueItem[]): string[] {
  const used = new Set(catalogue.map(({ procedure }) => procedure));
  return [...builtInProcedures.keys()].filter((id) => used.has(id));
}
