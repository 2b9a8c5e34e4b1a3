import { onScopeDispose } from 'vue';

/** Counts the frames of one second in every so many: to count them all would keep the page awake for it. */
export function useFrameRate(everyMs: number) {
  let fps = 0;
  let seenAt = performance.now();
  const sample = (): void => {
    const start = performance.now();
    let frames = 0;
    const count = (at: number): void => {
      frames += 1;
      seenAt = performance.now();
      if (at - start < 1_000) return void requestAnimationFrame(count);
      fps = Math.round((frames * 1_000) / (at - start));
    };
    requestAnimationFrame(count);
  };
  sample();
  const timer = setInterval(sample, everyMs);
  onScopeDispose(() => clearInterval(timer));
  return {
    fps: (): number => fps,
    /** When a frame was last drawn, by `performance.now()`. */
    seenAt: (): number => seenAt,
  };
}
