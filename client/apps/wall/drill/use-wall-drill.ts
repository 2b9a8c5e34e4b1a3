import { computed, ref } from 'vue';

/** The drill that this wall goes into by itself. Whoever stands before it may leave: it stays out of that one. */
export function useWallDrill() {
  const called = ref<string | null>(null);
  const left = ref<string | null>(null);
  const held = ref<string | null>(null);
  return {
    /** What the server says; a drill that has ended stays until its score was seen. */
    called(id: string | null): void {
      called.value = id;
      if (id !== null && id !== left.value) held.value = id;
    },
    shown: computed(() => held.value),
    leave(): void {
      left.value = held.value;
      held.value = called.value === held.value ? null : called.value;
    },
  };
}
