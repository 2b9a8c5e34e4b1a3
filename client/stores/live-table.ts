import { markRaw, shallowRef, triggerRef, type ShallowRef } from 'vue';
import type { RowOf, ViewDefinition } from '#shared/views/definition.ts';
import type { Op } from '#shared/views/view.ts';

/**
 * A live collection: one plain Map in a shallowRef. A reactive Map would track every row; here a whole batch is one
 * trigger, whatever its size. Read it inside a computed, a watcher or a template of its own: the Map itself stays the same
 * object, so passing it on as a prop does not tell a child of changes.
 */
export interface LiveTable<R> {
  rows: ShallowRef<Map<string, R>>;
  /** Puts and drops the rows of this table in `ops`; true when there were any. */
  apply(ops: readonly Op[]): boolean;
  clear(): void;
}

/** A live collection for every table of a view. */
export interface LiveView<V extends ViewDefinition> {
  tables: { [T in keyof V['tables']]: LiveTable<RowOf<V, T>> };
  apply(ops: readonly Op[]): void;
  clear(): void;
}

/** Makes them from the view's own definition: a table that is added there is kept here. */
export function liveView<V extends ViewDefinition>(view: V): LiveView<V> {
  const tables = Object.fromEntries(Object.keys(view.tables).map((name) => [name, liveTable<unknown>(name)]));
  const all = Object.values(tables);
  return {
    tables: tables as unknown as LiveView<V>['tables'],
    apply: (ops) => all.forEach((table) => table.apply(ops)),
    clear: () => all.forEach((table) => table.clear()),
  };
}

/** The live collection behind the wire's table `name`. */
export function liveTable<R>(name: string): LiveTable<R> {
  const rows = shallowRef(markRaw(new Map<string, R>()));
  return {
    rows,
    apply(ops) {
      let touched = false;
      for (const [table, key, row] of ops) {
        if (table !== name) continue;
        touched = true;
        if (row === null) rows.value.delete(key);
        else rows.value.set(key, row as R);
      }
      if (touched) triggerRef(rows);
      return touched;
    },
    clear() {
      if (rows.value.size === 0) return;
      rows.value.clear();
      triggerRef(rows);
    },
  };
}
