import { useEventListener } from '@vueuse/core';
import { takesText } from '../keys.ts';

/** Without a key for this long, a sentence is not being typed: from then on the keyboard may be asked for. */
export const quietMs = 1_500;
/** A field, a dialog or a call that is being written down, untouched for this long, was left. */
export const leftMs = 60_000;

/** What is known of the hands at this desk, epoch ms by this device. */
export interface Hands {
  keyAt: number;
  touchedAt: number;
  /** The focus stands in a field that takes letters, or something that is being filled in is open. */
  writing: boolean;
}

/** Whether somebody writes here: then nothing may take the keyboard away. */
export function isWriting(now: number, { keyAt, touchedAt, writing }: Hands): boolean {
  return now - keyAt < quietMs || (writing && now - touchedAt < leftMs);
}

/** Whether a press can be meant for what stands on the screen since `shownAt`: it has stood there, and the keyboard has rested. */
export function isArmed(now: number, shownAt: number, { keyAt }: Pick<Hands, 'keyAt'>): boolean {
  return now - Math.max(shownAt, keyAt) >= quietMs;
}

/** Watches the hands of whoever sits here. What is being filled in marks itself with `data-writing`. */
export function useHands(now: () => number = Date.now): () => Hands {
  let keyAt = 0;
  let touchedAt = 0;
  // A key that the input method keeps is no `keydown` of the page, but writes.
  for (const kind of ['keydown', 'input', 'compositionupdate'] as const)
    useEventListener(window, kind, () => (keyAt = touchedAt = now()), { capture: true });
  useEventListener(window, 'pointerdown', () => (touchedAt = now()), { capture: true });
  return () => ({
    keyAt,
    touchedAt,
    writing:
      takesText(document.activeElement) || document.querySelector('[role=dialog], [data-writing]') !== null,
  });
}
