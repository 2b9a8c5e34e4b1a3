import { defineAsyncComponent, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';
import { useBoard } from '../../../stores/board.ts';

/** In a chunk of its own with its library: a wall asks for it when its turn comes. */
export const CountyMap = defineAsyncComponent(() => import('../../../map/CountyMap.vue'));

/** So long the first figures are waited for: a line that is down keeps the map from nobody. */
const mostMs = 1_500;
/** The map stood on this page before: from then on it takes its turn at once. */
let hasBeen = false;

/** When the map's turn comes: after the frame in which the first figures stand. */
export function useMapTurn(): Readonly<Ref<boolean>> {
  const board = useBoard();
  const isDue = ref(hasBeen);
  const timers: ReturnType<typeof setTimeout>[] = [];
  const stop = (): void => timers.forEach((timer) => clearTimeout(timer));
  function begin(): void {
    stop();
    isDue.value = hasBeen = true;
  }
  onMounted(() => {
    if (isDue.value) return;
    timers.push(setTimeout(begin, mostMs));
    watch(
      () => board.ready,
      // What was put in now is painted with the next frame; the task behind that frame delays nobody's figures.
      (isReady) => isReady && requestAnimationFrame(() => timers.push(setTimeout(begin))),
      { immediate: true, flush: 'post' },
    );
  });
  onBeforeUnmount(stop);
  return isDue;
}
