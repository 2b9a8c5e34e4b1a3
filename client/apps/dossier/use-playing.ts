import { computed, onBeforeUnmount, ref } from 'vue';

const beatMs = 1_200;

/** A row of moments that plays by itself, a moment a beat; it stands at the last one until somebody moves. */
export function usePlaying(count: () => number) {
  const chosen = ref<number | null>(null);
  const playing = ref(false);
  const last = (): number => count() - 1;
  const place = computed(() => Math.min(chosen.value ?? Infinity, last()));
  const go = (to: number): void => {
    chosen.value = Math.max(0, Math.min(last(), to));
  };
  const timer = setInterval(() => {
    if (!playing.value) return;
    if (place.value >= last()) playing.value = false;
    else go(place.value + 1);
  }, beatMs);
  onBeforeUnmount(() => clearInterval(timer));
  function play(): void {
    if (!playing.value && place.value >= last()) chosen.value = 0;
    playing.value = !playing.value;
  }
  return { place, playing, go, play };
}
