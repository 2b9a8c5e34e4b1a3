import { computed, shallowRef, watch, type Ref } from 'vue';
import type { LiveContext } from '../contexts/live.ts';
import type { QueueContext } from '../contexts/queue.ts';
import { followArrivals, noArrivals, type Arrivals, type QueueLine } from './queue-lines.ts';

/** Follows what comes to be taken out of sight. `range` is the first and last line in sight. */
export function openArrivals(
  { groups, board, lane }: Pick<QueueContext, 'groups' | 'lane'> & Pick<LiveContext, 'board'>,
  lines: Readonly<Ref<readonly QueueLine[]>>,
  range: Readonly<Ref<{ first: number; last: number }>>,
) {
  const inSight = computed(() => lines.value.slice(range.value.first, range.value.last + 1));
  const arrivals = shallowRef<Arrivals>(noArrivals);
  watch(
    [groups, inSight, () => board.ready],
    ([now], [before]) => {
      if (!board.ready) return;
      // Scrolling alone brings nothing: it only shows what had come before.
      if (now === before && arrivals.value.known !== null && arrivals.value.unseen.size === 0) return;
      const waiting = groups.value.find(({ name }) => name === 'accept' || name === 'sign')?.rows ?? [];
      arrivals.value = followArrivals(arrivals.value, waiting, new Set(inSight.value.map(({ key }) => key)));
    },
    { immediate: true },
  );
  // Another business begins anew: what stands there is looked at now.
  watch(lane, () => (arrivals.value = noArrivals), { flush: 'sync' });
  const unseen = computed(() => arrivals.value.unseen);
  const firstUnseen = computed(() => lines.value.find(({ key }) => unseen.value.has(key)));
  return {
    unseen,
    firstUnseen,
    isAbove: computed(
      () => firstUnseen.value !== undefined && lines.value.indexOf(firstUnseen.value) < range.value.first,
    ),
  };
}
