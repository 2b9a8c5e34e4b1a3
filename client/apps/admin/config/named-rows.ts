import { computed, type ComputedRef } from 'vue';
import { domainsOf, systemsOf } from '#shared/pack/domain.ts';
import { say } from '../../../locales/i18n.ts';
import { useAdminRoom } from '../admin-room.ts';

export interface Named {
  id: string;
  name: string;
}

/** Fields that name an entry of a short list of the county: chosen, not typed. */
export const isListed = (field: string): boolean => field === 'domain' || field === 'system';

/** What a field may name, by its own name: units, grids, items, procedures. Empty: it names nothing of the county. */
export function useNamed(field: () => string): ComputedRef<readonly Named[]> {
  const { pack, ground } = useAdminRoom();
  const told = (rows: readonly { id: string; name: Parameters<typeof say>[0] }[]): Named[] =>
    rows.map(({ id, name }) => ({ id, name: say(name) }));
  return computed(() => {
    const name = field();
    if (name === 'unit' || name === 'parent') return told(pack.units);
    if (name === 'grid' || name === 'elsewhere')
      return ground.value.grids.map(({ id, name: said }) => ({ id, name: said }));
    if (name === 'item') return told(pack.catalogue);
    if (name === 'procedure') return told(pack.procedures);
    if (name === 'domain') return told(domainsOf(pack));
    if (name === 'system') return told(systemsOf(pack));
    return [];
  });
}
