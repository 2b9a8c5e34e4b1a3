import type { Transition } from '#shared/procedure/schema.ts';

/** Keys of the page itself: the four tabs, and up and down the orders. */
export const pageKeys = { next: 'J', previous: 'K' } as const;

/** Whether a press is meant for the page: not for a field, and no dialog stands in front of it. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  const isField =
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type));
  return !isField && document.querySelector('[role=dialog], [role=alertdialog]') === null;
}

const weights = ['main', 'side', 'danger'] as const;

/** Steps in the order of their buttons, each with its letter where that is free. */
export function keyed(steps: readonly Transition[]): { step: Transition; key: string | undefined }[] {
  const taken = new Set<string>(Object.values(pageKeys));
  return weights
    .flatMap((weight) => steps.filter((step) => step.weight === weight))
    .map((step) => {
      const { key } = step;
      if (key === undefined || taken.has(key)) return { step, key: undefined };
      taken.add(key);
      return { step, key };
    });
}
