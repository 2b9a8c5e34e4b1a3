import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import type { GridLevel } from '#shared/grid/levels.ts';
import { incidentColumns, type IncidentColumns } from '#shared/incident/columns.ts';
import { accountOf } from '#shared/incident/concern.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { OpenRow, RawFigures } from '../storage/figures/figure-queries.ts';
import { isCounted, type Counted } from '../storage/figures/figure-sums.ts';

/**
 * What was open at an instant, added up as `countOpen` of `figure-queries.ts` adds up what is open now: by procedure, cell and lead, of
 * what counts for the person, and what is counted of it by middle grid. `since` is the beginning of the window.
 *
 * Windows that are over need none of it: their sums are by instants of events. What was said later of a matter that was closed then (a
 * rating, a reopening) counts as it is known now.
 */
export function openThen(
  pack: LoadedPack,
  person: Person,
  incidents: readonly Incident[],
  { level, since, counted }: { level: GridLevel; since: number; counted: Counted },
): Pick<RawFigures, 'open' | 'density'> {
  const rows = new Map<string, OpenRow>();
  const density: RawFigures['density'] = {};
  for (const incident of incidents) {
    const procedure = must(pack.procedures.get(incident.procedure), `procedure ${incident.procedure}`);
    const columns = incidentColumns(incident, procedure, () => false);
    if (!columns.open || !maySee(person, accountOf(incident))) continue;
    const head = {
      procedure: columns.procedure,
      child: columns.parent !== null,
      cell: columns[`l${level}`],
      lead: columns.lead,
    };
    const key = JSON.stringify(head);
    const row = rows.get(key) ?? { ...head, ...nothing };
    rows.set(key, row);
    add(row, columns, since);
    if (columns.l2 !== null && isCounted(counted, head)) density[columns.l2] = (density[columns.l2] ?? 0) + 1;
  }
  return { open: [...rows.values()], density };
}

const nothing = {
  open: 0,
  overdue: 0,
  overdueSince: null,
  supervised: 0,
  supervisedSince: null,
  unsigned: 0,
  unsignedSince: null,
  carried: 0,
};
const earlier = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

function add(row: OpenRow, columns: IncidentColumns, since: number): void {
  row.open += 1;
  if (columns.due_at < since) row.carried += 1;
  if (columns.overdue) {
    row.overdue += 1;
    row.overdueSince = earlier(row.overdueSince, columns.due_at);
    if (columns.supervised) {
      row.supervised += 1;
      row.supervisedSince = earlier(row.supervisedSince, columns.due_at);
    }
  }
  if (columns.node !== 'dispatched') return;
  row.unsigned += 1;
  row.unsignedSince = earlier(row.unsignedSince, columns.dispatched_at);
}
