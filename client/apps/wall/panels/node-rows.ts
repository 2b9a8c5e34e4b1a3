import type { Procedure } from '#shared/procedure/schema.ts';
import type { FlowRow } from '#shared/views/flow.ts';

export interface NodeCount {
  node: Procedure['nodes'][number];
  open: number;
  overdue: number;
}

/** How many matters of a procedure stand at each of its nodes, in the order of the way; nodes at which nothing can wait are left out. */
export function nodeCounts(procedure: Procedure, counts: ReadonlyMap<string, FlowRow>): NodeCount[] {
  return procedure.nodes
    .filter(({ queue }) => queue !== 'done')
    .map((node) => {
      const row = counts.get(`${procedure.id}/${node.id}`);
      return { node, open: row?.open ?? 0, overdue: row?.overdue ?? 0 };
    });
}
