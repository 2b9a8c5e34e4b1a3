import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type WatchSource } from 'vue';

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

type Sides = Pick<DOMRect, 'top' | 'right' | 'bottom' | 'left'>;

/**
 * What of a scene is no room for its map. `isHalved`: its middle is a seam between screens, so that what the map is about stands in the
 * middle of the left one of them.
 */
export function paddingOf(box: Sides, whole: Sides, isHalved: boolean): Padding {
  const width = (box.right - box.left) * (isHalved ? 0.5 : 1);
  const air = Math.min(width, box.bottom - box.top) * 0.03;
  return {
    top: box.top - whole.top + air,
    left: box.left - whole.left + air,
    right: whole.right - box.left - width + air,
    bottom: whole.bottom - box.bottom + air,
  };
}

/**
 * Where the scene leaves room for the map, as the padding of a map that lies under the whole wall. Measured, because no sum of
 * pixels stands anywhere: the plan of the scene decides.
 */
export function useMapPlace(changes: WatchSource<unknown>[], isHalved: () => boolean) {
  const place = ref<HTMLElement>();
  const padding = shallowRef<Padding>({ top: 0, right: 0, bottom: 0, left: 0 });
  function measure(): void {
    const box = place.value?.getBoundingClientRect();
    // A scene without a map leaves it where it was.
    if (!box || box.width < 40 || box.height < 40) return;
    // Of the scene, not of the window: a time bar below it takes its part of the screen.
    const whole =
      place.value?.closest('.scene')?.getBoundingClientRect() ?? document.body.getBoundingClientRect();
    const next = paddingOf(box, whole, isHalved());
    const before = padding.value;
    const moved = (Object.keys(next) as (keyof Padding)[]).some(
      (side) => Math.abs(next[side] - before[side]) > 1,
    );
    if (moved) padding.value = next;
  }
  let watcher: ResizeObserver | undefined;
  onMounted(() => {
    watcher = new ResizeObserver(measure);
    if (place.value) watcher.observe(place.value);
    measure();
  });
  onBeforeUnmount(() => watcher?.disconnect());
  // The same size at another place is no resize.
  watch([...changes, isHalved], measure, { flush: 'post' });
  return { place, padding };
}
