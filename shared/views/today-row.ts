import { localMidnight } from '../clock/deadline.ts';
import type { Calendar } from '../clock/calendar.ts';
import { isClosedOnTime, isCounted, isOpen, isOverdue, owedAt } from '../incident/columns.ts';
import type { Incident } from '../incident/incident.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';
import type { Procedure } from '../procedure/schema.ts';
import type { TodayRow } from './board.ts';

/**
 * The figures of the local day of `now` over the incidents in scope that rates count: the open ones, and all that were reported, closed or
 * due since yesterday's midnight. Due to close 应结案 is a matter on the one day that holds the earlier of its deadline and its
 * closing, today up to now; what ended without a case (void, merged, not filed) never was due. `families` counts every matter.
 */
export function todayRow(
  incidents: Iterable<Incident>,
  procedures: ReadonlyMap<string, Procedure>,
  calendar: Calendar,
  now: number,
): TodayRow {
  const from = localMidnight(calendar, now);
  const to = from + dayMs;
  const within = (at: number | undefined): boolean => at !== undefined && at >= from && at < to;
  const row: TodayRow = {
    from,
    reported: 0,
    accepted: 0,
    filed: 0,
    dispatched: 0,
    closed: 0,
    overdue: 0,
    dueToClose: 0,
    closedOnTime: 0,
    missed: 0,
    carried: 0,
    reportedYesterday: 0,
    open: 0,
    supervised: 0,
    hours: Array.from({ length: 24 }, () => 0),
    fives: Array.from({ length: 288 }, () => 0),
    medianResponseMs: null,
    families: {},
  };
  const responses: number[] = [];
  for (const incident of incidents) {
    const { reportedAt, reached, closedAt } = incident;
    const procedure = procedures.get(incident.procedure);
    if (!procedure) continue;
    countFamily(row, incident, procedure, within);
    if (!isCounted(incident, procedure)) continue;
    if (within(reportedAt)) {
      row.reported += 1;
      bump(row.hours, Math.floor((reportedAt - from) / hourMs));
      bump(row.fives, Math.floor((reportedAt - from) / (5 * minuteMs)));
    } else if (reportedAt >= from - dayMs && reportedAt <= now - dayMs) row.reportedYesterday += 1;
    if (within(reached['accepted'])) row.accepted += 1;
    if (within(reached['filed'])) row.filed += 1;
    if (within(reached['dispatched'])) row.dispatched += 1;
    if (within(closedAt)) row.closed += 1;
    if (within(reached['signed'])) responses.push((reached['signed'] ?? 0) - reportedAt);
    if (isOpen(incident)) {
      row.open += 1;
      if (isOverdue(incident)) row.overdue += 1;
      if (incident.flags.includes('supervised')) row.supervised += 1;
    }
    countDue(row, incident, now);
  }
  row.medianResponseMs = median(responses);
  return row;
}

function countFamily(
  row: TodayRow,
  incident: Incident,
  { family }: Pick<Procedure, 'family'>,
  within: (at: number | undefined) => boolean,
): void {
  const today = {
    reported: Number(within(incident.reportedAt)),
    closed: Number(within(incident.closedAt)),
    open: Number(isOpen(incident)),
    overdue: Number(isOpen(incident) && isOverdue(incident)),
  };
  if (today.reported + today.closed + today.open === 0) return;
  const held = row.families[family] ?? { reported: 0, closed: 0, open: 0, overdue: 0 };
  row.families[family] = {
    reported: held.reported + today.reported,
    closed: held.closed + today.closed,
    open: held.open + today.open,
    overdue: held.overdue + today.overdue,
  };
}

function countDue(row: TodayRow, incident: Incident, now: number): void {
  const owed = owedAt(incident);
  if (owed === null || owed > now) return;
  if (owed < row.from) {
    if (isOpen(incident)) row.carried += 1;
    return;
  }
  row.dueToClose += 1;
  if (isClosedOnTime(incident)) row.closedOnTime += 1;
  else row.missed += 1;
}

function bump(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 ? high : Math.round(((sorted[middle - 1] ?? high) + high) / 2);
}
