import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { LayoutId } from '#shared/pack/wall.ts';

export interface Canvas {
  /** Pixels a unit, `--u` of the wall. */
  u: number;
  layout: LayoutId;
}

/** Below so many pixels a unit the plan of a hall cannot be read: a screen on a table has a plan of its own. */
const leastUnit = 0.8;

/** Size of a unit and the plan of panels for a screen of so many pixels. */
export function measure(width: number, height: number): Canvas {
  const ratio = width / height;
  if (ratio < 0.9) return { u: width / 1080, layout: 'tall' };
  if (ratio >= 3) return { u: height / 1080, layout: 'wide' };
  if (ratio >= 2.5) return { u: height / 1080, layout: 'mosaic' };
  const u = Math.min(height / 1080, width / 1728);
  return u >= leastUnit ? { u, layout: 'hd' } : { u: Math.min(height / 860, width / 1500), layout: 'small' };
}

/** Follows the window; stops with its scope. */
export function useCanvas(): ShallowRef<Canvas> {
  const canvas = shallowRef(measure(innerWidth, innerHeight));
  const follow = (): void => void (canvas.value = measure(innerWidth, innerHeight));
  addEventListener('resize', follow);
  onScopeDispose(() => removeEventListener('resize', follow));
  return canvas;
}
