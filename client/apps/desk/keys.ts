import type { Transition } from '#shared/procedure/schema.ts';

/** Keys of the desk itself; a transition never gets one of them. */
export const deskKeys = {
  next: 'J',
  previous: 'K',
  search: '/',
  help: '?',
  report: 'I',
  leave: 'Escape',
} as const;
export type DeskAct = keyof typeof deskKeys;

export interface KeyedTransition {
  transition: Transition;
  /** A letter of its own, or a digit when it has none or the letter is taken. Null beyond nine. */
  key: string | null;
}

const weights = ['main', 'side', 'danger'] as const;

/** Transitions in the order of their buttons, each with its key. */
export function keyTransitions(transitions: readonly Transition[]): KeyedTransition[] {
  const taken = new Set<string>(Object.values(deskKeys));
  const ordered = weights.flatMap((weight) => transitions.filter((t) => t.weight === weight));
  const keyed = ordered.map((transition): KeyedTransition => {
    const key = transition.key;
    if (key === undefined || taken.has(key)) return { transition, key: null };
    taken.add(key);
    return { transition, key };
  });
  let digit = 1;
  return keyed.map((one) => (one.key === null && digit <= 9 ? { ...one, key: String(digit++) } : one));
}

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** What a key press means on the desk; null when nothing. A press inside a text field is not handed in. */
export function readKey(
  press: KeyPress,
  keyed: readonly KeyedTransition[],
): { act: DeskAct } | { transition: Transition } | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
  for (const act of Object.keys(deskKeys) as DeskAct[]) if (deskKeys[act] === key) return { act };
  const found = keyed.find((one) => one.key === key);
  return found ? { transition: found.transition } : null;
}

/** Whether the focused element takes letters itself. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  );
}
