/** The old code of a key that the input method has kept for itself; Safari tells the Enter that ends a composition by it alone. */
const keptByInput = 229;

/** Whether a key belongs to the input method: the Enter that takes a word, the arrows that choose one, the Escape that drops it. */
export function isComposing(press: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return press.isComposing || press.keyCode === keptByInput;
}

/**
 * Leaves to the input method what is its own: no field, list, dialog or shortcut of a page hears of such keys, so that the
 * Enter which writes 虹桥 opens nothing and sends nothing. Holds for every field there is or will be; called once a page.
 */
export function leaveKeysToInput(page: Pick<Window, 'addEventListener'>): void {
  for (const kind of ['keydown', 'keyup'] as const)
    page.addEventListener(
      kind,
      (press) => {
        if (isComposing(press)) press.stopImmediatePropagation();
      },
      { capture: true },
    );
}
