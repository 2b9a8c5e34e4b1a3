import { computed, ref, watch } from 'vue';
import { storesOf } from '../stores/stores.ts';
import { askedAgainst, instantAgainst, withAgainst, type Against } from './compare.ts';
import { isPast, openMachine, type Machine, type MachineParts } from './machine.ts';

/**
 * A second instant beside that of `machine`: a feed and stores of its own, or the page's own when it is the present. It moves with the
 * first where it is so long before it. Call it in a setup.
 */
export function useCompare(machine: Machine, parts: MachineParts) {
  const second = openMachine({ ...parts, sensors: false });
  const present = storesOf();
  const against = ref<Against | null>(askedAgainst(location.search));
  const shown = isPast(machine);
  watch(
    [against, machine.at] as const,
    ([wanted, at]) => {
      const to = wanted === null || at === null ? null : instantAgainst(wanted, at);
      if (to === null) second.live();
      else second.seek(to);
    },
    { immediate: true },
  );
  const other = computed(() => {
    const { at, stores } = second;
    if (at.value !== null && stores.value) return { at: at.value, stores: stores.value.stores };
    return second.hand.value === null ? { at: null, stores: present } : null;
  });
  return {
    against,
    other,
    isComparing: computed(() => against.value !== null && shown.value),
    set(wanted: Against | null): void {
      against.value = wanted;
      history.replaceState(history.state, '', location.pathname + withAgainst(location.search, wanted));
    },
  };
}
