import { watch, type Ref } from 'vue';
import { useActing } from '../contexts/acting.ts';
import { useCalling } from '../contexts/calling.ts';
import { useQueue } from '../contexts/queue.ts';
import { useSelection } from '../contexts/selection.ts';

/** The keyboard is never without a place, and after an act it stands on no button that has come to lie under it. */
export function openQueueFocus(
  scroller: Readonly<Ref<HTMLElement | null>>,
  rowAt: (id: string) => HTMLElement | null,
): void {
  const { selectedId } = useSelection();
  const { sent, keyed } = useActing();
  const { batchRun } = useQueue();
  const { calls } = useCalling();
  /** Gives the focus to the selected row where it stands; without one to the queue, so that no row looks opened that is not. */
  function catchFocus(): void {
    const id = selectedId.value;
    if (id === null) scroller.value?.focus({ preventScroll: true });
    else if (rowAt(id)) rowAt(id)?.focus({ preventScroll: true });
    else document.querySelector<HTMLElement>('[data-dossier-head]')?.focus({ preventScroll: true });
  }
  function keepFocus(): void {
    requestAnimationFrame(() => {
      const { activeElement } = document;
      if (activeElement === document.body || (sent.value && activeElement?.closest('[data-act]')))
        catchFocus();
    });
  }
  watch([sent, keyed, () => batchRun.value?.state, calls], keepFocus, { flush: 'post' });
}
