const asked = 'button:not(:disabled), a[href], input, select, textarea';

/**
 * Moves the focus to the next thing of the wall that can be opened, in the order of the panels, round at both ends: a remote control
 * has no Tab. Enter opens it, as everywhere.
 */
export function moveFocus(step: 1 | -1, root: ParentNode = document): void {
  const all = [...root.querySelectorAll<HTMLElement>(asked)].filter(
    (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden',
  );
  const at = all.findIndex((one) => one === document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
  all[next]?.focus();
}
