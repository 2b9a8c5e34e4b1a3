import { ref, shallowRef } from 'vue';
import type { Refusal } from '#shared/kernel/refusal.ts';

/** A change that is asked for with a reason: whether it is under way, what was refused, and what was done last. */
export function useChange(after: () => Promise<void>) {
  const [busy, why] = [ref(false), ref('')];
  const justDone = ref<'done' | 'undone' | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  return {
    busy,
    why,
    justDone,
    fault,
    async change(as: 'done' | 'undone', act: () => Promise<Refusal | null>): Promise<void> {
      busy.value = true;
      justDone.value = null;
      fault.value = await act();
      busy.value = false;
      if (fault.value) return;
      justDone.value = as;
      why.value = '';
      await after();
    },
  };
}
