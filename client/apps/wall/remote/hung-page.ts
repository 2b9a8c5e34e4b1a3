import { onScopeDispose } from 'vue';
import type { WallStatus } from '#shared/wall/status.ts';
import { under } from '../../../base-path.ts';
import { beatMs, hungMs } from './watchdog.ts';

type Reloaded = NonNullable<WallStatus['reloaded']>;
const kept = 'wallReloaded';
/** A page that hangs again at once would load itself for ever. */
const restMs = 5 * 60_000;

/** When and why this page last loaded itself again. */
export function readReloaded(store: Pick<Storage, 'getItem'> = sessionStorage): Reloaded | null {
  try {
    return JSON.parse(store.getItem(kept) ?? 'null') as Reloaded | null;
  } catch {
    return null;
  }
}

/** Loads the page again, unless it did so a moment ago; what it showed stands in its address and its order. */
function reload(why: Reloaded['why'], stoodMs: number): void {
  const last = readReloaded();
  if (last && Date.now() - last.at < restMs) return;
  sessionStorage.setItem(kept, JSON.stringify({ at: Date.now(), why, stoodMs: Math.round(stoodMs) }));
  location.reload();
}

/**
 * A thread of its own watches this page and tells the server when it stands still; once it moves again, or when its frames have
 * stopped while it does, the page loads itself anew. A page that never moves again cannot do so: then the desk knows since when.
 */
export function useWatchdog(jurisdiction: string, lastFrame: () => number): void {
  const worker = new Worker(new URL('./watchdog-worker.ts', import.meta.url), { type: 'module' });
  worker.postMessage({
    address: location.origin + under(`/api/${encodeURIComponent(jurisdiction)}/walls/own/hung`),
  });
  worker.addEventListener('message', ({ data }: MessageEvent<{ reload: number }>) =>
    reload('thread', data.reload),
  );
  let visibleSince = performance.now();
  const timer = setInterval(() => {
    worker.postMessage({});
    // A page that nobody can see draws nothing, and may not be blamed for it.
    if (document.visibilityState !== 'visible') visibleSince = performance.now();
    const still = performance.now() - Math.max(visibleSince, lastFrame());
    if (still > hungMs) reload('frames', still);
  }, beatMs);
  onScopeDispose(() => {
    clearInterval(timer);
    worker.terminate();
  });
}
