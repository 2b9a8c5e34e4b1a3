import { ref } from 'vue';

const kept = 'jiuhuan-base-map';
/** The base map that somebody chose on this machine: its id, `none` for the land alone; null while nobody chose. */
const chosen = ref(localStorage.getItem(kept));

/** Which of a county's base maps is seen: the chosen one, else the first. */
export function baseShown(ids: readonly string[]): string | null {
  if (chosen.value === 'none') return null;
  return ids.find((id) => id === chosen.value) ?? ids[0] ?? null;
}
export function chooseBase(id: string): void {
  chosen.value = id;
  localStorage.setItem(kept, id);
}
