import type { FieldTask } from './tasks.ts';

/**
 * What calls the person in the field, as names that stay the same while it calls: each task that waits now, and apart from it each order
 * of the centre that the own unit owes a reply to, because an order may come to a task that was there before.
 */
export function callsOf(tasks: readonly FieldTask[], unit: string | undefined): Set<string> {
  return new Set(
    tasks.flatMap(({ row }) =>
      unit !== undefined && row.unanswered.includes(unit) ? [row.id, `${row.id} order`] : [row.id],
    ),
  );
}

/** Whether something calls that did not before. Before the first look there is no news: the list itself is on the screen. */
export function isNews(before: ReadonlySet<string> | null, after: ReadonlySet<string>): boolean {
  return before !== null && [...after].some((one) => !before.has(one));
}
