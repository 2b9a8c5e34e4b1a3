// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { isComposing, leaveKeysToInput } from '../../../client/ui/composing.ts';

leaveKeysToInput(window);

/** What a field, its form and the page hear of a key that is pressed in it. */
function heardOf(init: KeyboardEventInit & { keyCode?: number }): string[] {
  const heard: string[] = [];
  const form = document.body.appendChild(document.createElement('form'));
  const field = form.appendChild(document.createElement('input'));
  const hear = (who: string) => () => void heard.push(who);
  const onPage = hear('page');
  field.addEventListener('keydown', hear('field'));
  form.addEventListener('keydown', hear('form'), { capture: true });
  document.addEventListener('keydown', onPage);
  field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
  document.removeEventListener('keydown', onPage);
  form.remove();
  return heard;
}

describe('keys of an input method', () => {
  it.each(['Enter', 'Escape', 'ArrowDown', ' ', 'a', '/'])(
    '%s is heard by nobody while it composes',
    (key) => {
      expect(heardOf({ key, isComposing: true })).toEqual([]);
      expect(heardOf({ key })).toEqual(['form', 'field', 'page']);
    },
  );

  it('the Enter that ends a composition is told by its old code alone', () => {
    expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
  });
});
