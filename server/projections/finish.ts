import { must } from '#shared/kernel/must.ts';
import { incidentRow } from '#shared/views/incident-row.ts';
import { isFinishing } from '#shared/incident/columns.ts';
import { mostFinishing } from '#shared/views/finish.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { Scope } from '#shared/access/may-join.ts';
import type { County, Touched } from './county.ts';
import { tableOps } from './difference.ts';
import { isInScope } from './scope.ts';

/** What a batch of entries changes among the incidents of a scope that wait to be finished. */
export function finishOps(county: County, scope: Scope, view: View, touched: Touched): Op[] {
  const held = view.tables.get('incident');
  for (const id of touched.incidents) {
    const incident = county.incidents.get(id);
    if (held?.has(id) || (incident && isFinishing(incident))) return wholeFinishOps(county, scope, view);
  }
  return [];
}

/** All that waits to be finished in a scope, newest closing first, as far as a desk shows it. */
export function wholeFinishOps(county: County, scope: Scope, view: View): Op[] {
  const finishing = [...county.incidents.values()]
    .filter((incident) => isFinishing(incident) && isInScope(scope, incident))
    .sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))
    .slice(0, mostFinishing);
  const rows = new Map<string, IncidentRow>();
  for (const incident of finishing)
    rows.set(
      incident.id,
      incidentRow(incident, must(county.pack.procedures.get(incident.procedure), incident.procedure)),
    );
  return tableOps(view, 'incident', rows);
}
