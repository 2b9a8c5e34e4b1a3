import { onScopeDispose, watch, type WatchSource } from 'vue';

/** Samples are kept so long. */
const keptMs = 60_000;

/** The 95th of some numbers; null for none. */
export function p95(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? null;
}

/**
 * ms from a reading's instant to the frame that shows it: its age when it arrived, by the server's clock, and from there to the end
 * of the next frame. `arrived` is a value that changes with every frame of readings; `lagMs` its age then.
 */
export function usePixelTime(arrived: WatchSource<unknown>, lagMs: () => number | null) {
  let samples: { at: number; ms: number }[] = [];
  const afterPaint = new MessageChannel();
  let waiting: { start: number; lag: number }[] = [];
  // A message posted inside a frame is taken once the frame is drawn.
  afterPaint.port1.addEventListener('message', () => {
    const now = performance.now();
    samples = [
      ...samples.filter(({ at }) => now - at < keptMs),
      ...waiting.map(({ start, lag }) => ({ at: now, ms: lag + now - start })),
    ];
    waiting = [];
  });
  afterPaint.port1.start();
  watch(
    arrived,
    () => {
      const lag = lagMs();
      if (lag === null) return;
      if (waiting.length === 0) requestAnimationFrame(() => afterPaint.port2.postMessage(null));
      waiting.push({ start: performance.now(), lag });
    },
    { flush: 'sync' },
  );
  onScopeDispose(() => afterPaint.port1.close());
  return (): number | null => {
    const now = performance.now();
    return p95(samples.flatMap(({ at, ms }) => (now - at < keptMs ? ms : [])));
  };
}
