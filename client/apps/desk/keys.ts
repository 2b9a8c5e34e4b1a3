import type { Transition } from '#shared/procedure/schema.ts';

/** Keys of the desk itself; a transition never gets one of them. The help shows this table, in this order. */
export const deskKeys = {
  next: 'J',
  previous: 'K',
  mark: 'X',
  markNext: 'Shift+J',
  markPrevious: 'Shift+K',
  markGroup: 'Shift+A',
  back: 'Z',
  report: 'I',
  business: 'N',
  search: '/',
  mute: 'Shift+M',
  help: '?',
  claim: 'L',
  talk: 'Y',
  leave: 'Escape',
} as const;
export type DeskAct = keyof typeof deskKeys;

/** Keys that a part of the desk listens to by itself; the help names them as well. */
export const placeKeys = {
  watch: 'Shift+W',
  markRow: 'Space',
  openRow: 'Enter',
  send: 'Ctrl+Enter',
  order: 'Ctrl+Shift+Enter',
  paper: 'Shift+P',
  filters: 'Alt+1…9',
  seenRight: 'Shift+Y',
  seenWrong: 'Shift+N',
  seenUnsure: 'Shift+U',
} as const;

/** Keys of an urgent call that stands as a banner: they hold inside a field too, since no sentence has them. */
export const callKeys = { look: 'F2', take: 'Ctrl+F2', hand: 'Ctrl+F9' } as const;
export type CallKey = keyof typeof callKeys;
export function callKeyOf(press: Omit<KeyPress, 'metaKey'>): CallKey | null {
  if (press.shiftKey || press.altKey) return null;
  const key = `${press.ctrlKey ? 'Ctrl+' : ''}${press.key}`;
  return (Object.keys(callKeys) as CallKey[]).find((one) => callKeys[one] === key) ?? null;
}

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
  shiftKey: boolean;
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
  const isLetter = /^[a-z]$/iu.test(press.key);
  const key = isLetter ? `${press.shiftKey ? 'Shift+' : ''}${press.key.toUpperCase()}` : press.key;
  for (const act of Object.keys(deskKeys) as DeskAct[]) if (deskKeys[act] === key) return { act };
  const found = keyed.find((one) => one.key === key);
  return found ? { transition: found.transition } : null;
}

/** How a key is written on a key cap. */
export const keyCap = (key: string): string => (key === 'Escape' ? 'Esc' : key.replace('Shift+', '⇧'));

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

/** Whether a press is meant for the desk: not for a field that takes letters, and no dialog stands in front of it. */
export function isForDesk(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || takesText(event.target)) return false;
  return document.querySelector('[role=dialog], [role=alertdialog]') === null;
}
