import type { Ref } from 'vue';
import type { QueueContext } from '../contexts/queue.ts';
import type { SelectionContext } from '../contexts/selection.ts';
import { extendMarks, toggleGroup, toggleMark } from './marks.ts';
import { neighbour, type QueueGroup } from './queue.ts';

interface Parts {
  /** The row that keys speak of. */
  current(): string | null;
  focusRow(id: string): Promise<void>;
  lastPlace: Readonly<Ref<number>>;
}

/** The marks of a batch, set from the rows of the queue. What is marked last is what stands open, so that outline and dossier agree. */
export function openQueueMarks(
  {
    marks,
    groups,
    select,
    selectedId,
  }: Pick<QueueContext, 'marks' | 'groups'> & Pick<SelectionContext, 'select' | 'selectedId'>,
  shown: Readonly<Ref<readonly QueueGroup[]>>,
  { current, focusRow, lastPlace }: Parts,
) {
  function mark(id: string | null): void {
    if (id !== null) marks.value = toggleMark(marks.value, id);
  }
  function extend(step: 1 | -1): void {
    const from = current();
    const to = neighbour(shown.value, from, step, lastPlace.value);
    if (to === null) return;
    marks.value = extendMarks(marks.value, from, to);
    void select(to);
    void focusRow(to);
  }
  /** Marks all from the current row to another one. */
  function reach(to: string): void {
    const ids = shown.value.flatMap((group) => group.rows.map((row) => row.id));
    const [a, b] = [Math.max(0, ids.indexOf(selectedId.value ?? to)), ids.indexOf(to)];
    for (const id of ids.slice(Math.min(a, b), Math.max(a, b) + 1))
      marks.value = extendMarks(marks.value, id, to);
  }
  function markGroup(): void {
    const id = current();
    const group = groups.value.find(({ rows }) => rows.some((row) => row.id === id)) ?? groups.value[0];
    if (group)
      marks.value = toggleGroup(
        marks.value,
        group.rows.map((row) => row.id),
      );
  }
  return { mark, extend, reach, markGroup };
}
