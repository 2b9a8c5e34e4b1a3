import { computed, ref, shallowRef } from 'vue';

/** The drill that names this phone, and whether its holder is in it: nobody is taken out of what they write by a call. */
export function useFieldDrill() {
  const id = ref<string | null>(null);
  const entered = ref(false);
  const ended = shallowRef<{ score: number | null } | null>(null);
  const toTasks = (): void => void (location.hash = 'tasks');
  return {
    id: computed(() => id.value),
    inside: computed(() => entered.value && id.value !== null),
    ended: computed(() => ended.value),
    /** What the server says. Who is in a drill hears of its end by the drill itself, with the score. */
    called(next: string | null): void {
      if (next === id.value || (next === null && entered.value)) return;
      id.value = next;
      entered.value = false;
      if (next !== null) ended.value = null;
    },
    enter(): void {
      entered.value = true;
      toTasks();
    },
    leave(): void {
      entered.value = false;
      toTasks();
    },
    over(score: number | null): void {
      ended.value = { score };
      id.value = null;
      entered.value = false;
      toTasks();
    },
    close: (): void => void (ended.value = null),
  };
}
