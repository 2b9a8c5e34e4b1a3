/**
 * Lets `act` run at most once in `everyMs`, always with the newest value: the first at once, later ones when the time
 * has come. `stop` drops what waits. Reordering or losing a value in between is the point.
 */
export function calm<T>(
  act: (value: T) => void,
  everyMs: number,
  now: () => number = () => performance.now(),
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  let waiting: { value: T } | undefined;
  const run = (): void => {
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    last = now();
    act(value);
  };
  return {
    put(value: T): void {
      waiting = { value };
      if (timer !== undefined) return;
      const rest = last + everyMs - now();
      if (rest <= 0) run();
      else timer = setTimeout(run, rest);
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
      waiting = undefined;
    },
  };
}
