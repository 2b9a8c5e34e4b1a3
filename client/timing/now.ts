import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue';

/** A clock that is farther off than this was turned, or has learnt better: it is followed at once. */
const turnedMs = 1_500;

/**
 * The present by `clock` (the server's, on live screens), moving once a second on the full second, and with a clock that somebody
 * turns. Stops with its scope.
 */
export function useNow(clock: () => number = Date.now): Readonly<Ref<number>> {
  const now = ref(clock());
  let timer: ReturnType<typeof setTimeout>;
  const tick = (): void => {
    now.value = clock();
    timer = setTimeout(tick, 1_000 - (now.value % 1_000));
  };
  tick();
  watch(clock, (at) => {
    if (Math.abs(at - now.value) > turnedMs) now.value = at;
  });
  onScopeDispose(() => clearTimeout(timer));
  return readonly(now);
}
