import { isFinishing, isOpen, isOverdue } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { FlowRow } from '#shared/views/flow.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { Scope } from '#shared/access/may-join.ts';
import { finishingSince, type County, type Touched } from './county.ts';
import { tableOps } from './difference.ts';
import { isInScope } from './scope.ts';

/** Counted over at most this often. */
const countMs = 1_000;

/** How many matters stand at each node of each procedure, and how many of them are late; a node without any has no row. */
export function flowOps(county: County, scope: Scope, view: View, now: number): Op[] {
  const rows = new Map<string, FlowRow>();
  for (const incident of county.incidents.values()) {
    if (!isUnderWay(incident, now) || !isInScope(scope, incident)) continue;
    const { procedure, node } = incident;
    const key = `${procedure}/${node}`;
    const row = rows.get(key) ?? { procedure, node, open: 0, overdue: 0 };
    rows.set(key, { ...row, open: row.open + 1, overdue: row.overdue + (isOverdue(incident) ? 1 : 0) });
  }
  return tableOps(view, 'flow', rows);
}

/** Open, or closed so lately that a desk is still to finish it. */
function isUnderWay(incident: Incident, now: number): boolean {
  if (isOpen(incident)) return true;
  return isFinishing(incident) && (incident.closedAt ?? 0) >= finishingSince(now);
}

/** Keeps the counts of a scope: the first change at once, those of the same second together. */
export function openFlow(
  county: County,
  scope: Scope,
  view: View,
  { push, clock }: { push: (ops: Op[], seq: number) => void; clock: () => number },
): { touch(touched: Touched): void; refresh(): void; close(): void } {
  let countedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    clearTimeout(timer);
    timer = undefined;
    countedAt = clock();
    const ops = flowOps(county, scope, view, countedAt);
    if (ops.length > 0) push(ops, county.seq);
  };
  refresh();
  return {
    refresh,
    touch({ incidents }) {
      if (incidents.size === 0) return;
      const waitMs = Math.min(countedAt + countMs - clock(), countMs);
      if (waitMs <= 0) refresh();
      else timer ??= setTimeout(refresh, waitMs);
    },
    close: () => clearTimeout(timer),
  };
}
