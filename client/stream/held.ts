import type { Replica } from './replica.ts';
import { viewOf } from './merge.ts';
import type { ViewName } from '#shared/views/views.ts';

/** Rows of a table as the replicas of a view hold them, each once: what a screen's drawings are checked against. */
export function heldRows<R>(replicas: readonly Readonly<Replica>[], view: ViewName, table: string): R[] {
  const rows = new Map<string, unknown>();
  for (const replica of replicas)
    if (viewOf(replica.name) === view)
      for (const [key, row] of replica.view.tables.get(table) ?? []) rows.set(key, row);
  return [...rows.values()] as R[];
}
