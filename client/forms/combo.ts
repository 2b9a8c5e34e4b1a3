import { computed, ref } from 'vue';

/** A list of what was found, under the field that asks for it: whether it stands, and which hit the arrow keys are at, round at both ends. */
export function openCombo<Hit>(hits: () => readonly Hit[]) {
  const open = ref(false);
  const at = ref(0);
  function step(by: number): void {
    const { length } = hits();
    open.value = true;
    at.value = length === 0 ? 0 : (at.value + by + length) % length;
  }
  return { open, at, step, hit: computed(() => hits()[at.value]) };
}
