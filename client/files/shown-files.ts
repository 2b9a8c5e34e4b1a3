import { computed, ref } from 'vue';
import type { Evidence } from '#shared/incident/incident.ts';
import { useFiles } from './files.ts';

/** The files among some evidence, and which of them is open large. */
export function useShownFiles(evidence: () => readonly Evidence[]) {
  const shown = ref<number | null>(null);
  const files = computed(() => evidence().filter(({ ref: name }) => name !== undefined));
  return { ground: useFiles(), shown, files };
}
