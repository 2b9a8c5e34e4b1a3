import { onScopeDispose, readonly, ref, type Ref } from 'vue';

/** The present by `clock` (the server's, on live screens), moving once a second on the full second. Stops with its scope. */
export function useNow(clock: () => number = Date.now): Readonly<Ref<number>> {
  const now = ref(clock());
  let timer: ReturnType<typeof setTimeout>;
  const tick = (): void => {
    now.value = clock();
    timer = setTimeout(tick, 1_000 - (now.value % 1_000));
  };
  tick();
  onScopeDispose(() => clearTimeout(timer));
  return readonly(now);
}
