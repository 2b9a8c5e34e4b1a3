import { isOverdue, leadOf } from '../incident/columns.ts';
import type { Incident, Task } from '../incident/incident.ts';
import { openOrders } from '../incident/receipts.ts';
import { ringString } from '../incident/rings.ts';
import { must } from '../kernel/must.ts';
import type { Procedure } from '../procedure/schema.ts';
import type { IncidentRow } from './board.ts';

/** An incident as lists and maps show it. */
export function incidentRow(incident: Incident, procedure: Procedure): IncidentRow {
  const { clocks, asks } = incident;
  const [stage] = Object.entries(clocks)
    .filter(([name, { stoppedAt }]) => name !== 'whole' && stoppedAt === undefined)
    .map(([name, { dueAt }]) => ({ name, dueAt }))
    .toSorted((a, b) => a.dueAt - b.dueAt || (a.name < b.name ? -1 : 1));
  const unitsWhere = (holds: (task: Task) => boolean): string[] =>
    incident.tasks.filter(holds).map(({ unit }) => unit);
  return {
    id: incident.id,
    version: incident.version,
    procedure: incident.procedure,
    node: incident.node,
    nodeSince: incident.nodeSince,
    queue: must(
      procedure.nodes.find(({ id }) => id === incident.node),
      incident.node,
    ).queue,
    item: incident.item,
    title: incident.title,
    address: incident.address,
    source: incident.source,
    lng: incident.place.lng,
    lat: incident.place.lat,
    grids: incident.grids,
    urgent: incident.urgent,
    reportedAt: incident.reportedAt,
    occurrences: incident.occurrences,
    stage: stage?.name ?? null,
    stageDueAt: stage?.dueAt ?? null,
    dueAt: must(clocks.whole, 'whole clock').dueAt,
    overdue: isOverdue(incident),
    suspended: incident.suspended,
    lead: leadOf(incident),
    co: incident.tasks
      .filter((task) => task.role === 'co' && task.state !== 'withdrawn')
      .map((task) => task.unit),
    unsigned: unitsWhere((task) => task.state === 'issued'),
    fedBack: unitsWhere((task) => task.state === 'done'),
    rings: ringString(incident),
    flags: incident.flags,
    reworks: incident.counts.rework ?? 0,
    asks: Object.keys(asks),
    ...openOrders(incident),
  };
}
