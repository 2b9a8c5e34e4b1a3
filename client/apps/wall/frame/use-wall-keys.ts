import { useEventListener } from '@vueuse/core';
import { moveFocus } from './move-focus.ts';
import type { Stage } from './use-stage.ts';
import { actOf } from './wall-keys.ts';

/** Keys for a wall; those with Ctrl, Alt or Meta belong to the browser. */
const isPlainKey = (event: KeyboardEvent): boolean =>
  !event.defaultPrevented &&
  !event.ctrlKey &&
  !event.altKey &&
  !event.metaKey &&
  !(event.target instanceof Element && event.target.closest('input, textarea, select, [role=dialog]'));

/** What the keys of a wall do: any of them is a hand on it, so that no rotation takes away what somebody looks at. */
export function useWallKeys(
  { tabs, choose, step, touch, turn }: Pick<Stage, 'tabs' | 'choose' | 'step' | 'touch' | 'turn'>,
  back: () => void,
): void {
  useEventListener('keydown', (event) => {
    if (!isPlainKey(event)) return;
    const act = actOf(event.key);
    if (act === null) return touch();
    if (typeof act === 'number') {
      const scene = tabs.value[act];
      if (!scene) return touch();
      choose(scene);
    } else if (act === 'next' || act === 'last') step(act === 'next' ? 1 : -1);
    else if (act === 'back') back();
    else if (act === 'turn') turn();
    else moveFocus(act === 'down' ? 1 : -1);
    event.preventDefault();
  });
}
