import { onScopeDispose, ref, watch, type Ref } from 'vue';

const lastsMs = 600;

/** Follows a whole number by counting towards it; at once where reduced motion is asked for. */
export function useCounting(source: () => number | null): Ref<number | null> {
  const shown = ref(source());
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let frame = 0;
  watch(source, (to) => {
    cancelAnimationFrame(frame);
    const from = shown.value;
    if (still || to === null || from === null || from === to) return void (shown.value = to);
    const start = performance.now();
    const step = (at: number): void => {
      const t = Math.min(1, Math.max(0, (at - start) / lastsMs));
      shown.value = Math.round(from + (to - from) * (1 - (1 - t) ** 3));
      if (t < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  });
  onScopeDispose(() => cancelAnimationFrame(frame));
  return shown;
}
