import { useEventListener } from '@vueuse/core';
import { onBeforeUnmount, watch, type Ref } from 'vue';
import { openChime, showCount, type Chime } from '../../ui/chime.ts';
import { callsOf, isNews } from './calls.ts';
import type { FieldTask } from './tasks.ts';

/** Its switch is kept on the phone, and on until somebody turns it off. */
export const openFieldChime = (): Chime => openChime('jiuhuan.field.sound', true);

/**
 * Tells what calls while the page is open: how much, in its title and on its icon, and a soft sound for each new task or order.
 * `calling` is null while it is not known, so that a line that comes back tells only what is new since it broke.
 */
export function useFieldNotice(
  calling: Ref<readonly FieldTask[] | null>,
  unit: string | undefined,
  chime: Chime,
): void {
  let before: ReadonlySet<string> | null = null;
  watch(
    calling,
    (tasks) => {
      if (!tasks) return;
      const calls = callsOf(tasks, unit);
      if (isNews(before, calls)) chime.play(performance.now());
      before = calls;
      showCount(tasks.length);
    },
    { immediate: true },
  );
  useEventListener('pointerdown', chime.unlock);
  onBeforeUnmount(() => {
    chime.close();
    showCount(0);
  });
}
