import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

export interface Canvas {
  /** Pixels a unit; the same rule as `--u` in `WallApp.vue`. */
  u: number;
  /** Very wide: two side columns on either side instead of one. */
  wide: boolean;
}

/** Size of the screen in units. */
export function measure(width: number, height: number): Canvas {
  return { u: Math.min(height / 1080, width / 1728), wide: width / height >= 2.9 };
}

/** Follows the window; stops with its scope. */
export function useCanvas(): ShallowRef<Canvas> {
  const canvas = shallowRef(measure(innerWidth, innerHeight));
  const follow = (): void => void (canvas.value = measure(innerWidth, innerHeight));
  addEventListener('resize', follow);
  onScopeDispose(() => removeEventListener('resize', follow));
  return canvas;
}
