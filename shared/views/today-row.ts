import { localMidnight } from '../clock/deadline.ts';
import type { Calendar } from '../clock/calendar.ts';
import { isCounted, isOpen, isOverdue } from '../incident/columns.ts';
import type { Incident } from '../incident/incident.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/span.ts';
import type { Procedure } from '../procedure/schema.ts';
import type { TodayRow } from './board.ts';

/**
 * The figures of the local day of `now` over the incidents in scope that rates count: the open ones, and all that were reported, closed or
 * due since yesterday's midnight. Due to close 应结案 is whose whole deadline falls into the day, plus what was closed in it
 * with a deadline after it; what ended without a case (void, merged, not filed) never was due.
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
    ...{ from, reported: 0, accepted: 0, filed: 0, dispatched: 0, closed: 0, overdue: 0 },
    ...{ dueToClose: 0, closedOnTime: 0, reportedYesterday: 0, open: 0, supervised: 0 },
    hours: Array.from({ length: 24 }, () => 0),
    fives: Array.from({ length: 288 }, () => 0),
    medianResponseMs: null,
  };
  const responses: number[] = [];
  for (const incident of incidents) {
    const { reportedAt, reached, closedAt } = incident;
    const procedure = procedures.get(incident.procedure);
    if (!procedure || !isCounted(incident, procedure)) continue;
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
    countDue(row, incident, within, to);
  }
  row.medianResponseMs = median(responses);
  return row;
}

function countDue(
  row: TodayRow,
  incident: Incident,
  within: (at: number | undefined) => boolean,
  to: number,
): void {
  const due = incident.clocks.whole?.dueAt;
  const { ended, closedAt } = incident;
  if (due === undefined || (ended !== undefined && ended !== 'archived')) return;
  if (!within(due) && !(within(closedAt) && due >= to)) return;
  row.dueToClose += 1;
  if (closedAt !== undefined && closedAt <= due) row.closedOnTime += 1;
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
