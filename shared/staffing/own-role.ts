import { hasSight, sightReasons } from '../access/county-role.ts';
import { because, type Reason } from '../kernel/reasons.ts';
import type { OwnRole } from './ground.ts';
import type { StaffField } from './words.ts';

/** An account without the part that its role of the county's own asks for. */
export function whyUnfit(
  roles: readonly OwnRole[],
  account: { countyRole: string | null; grids: readonly string[]; unit: string | null },
): { field: StaffField; why: Reason } | null {
  const own = roles.find(({ id }) => id === account.countyRole);
  if (!own?.sees || hasSight(own, account)) return null;
  const why = because(sightReasons[own.sees], { role: own.names[0] ?? own.id });
  return { field: own.sees === 'unit' ? 'unit' : 'grid', why };
}
