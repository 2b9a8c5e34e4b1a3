import type { IncidentRow } from '#shared/views/board.ts';

export const t0 = Date.UTC(2026, 10, 22, 7, 42);
const minute = 60_000;

/** A board row with the fields a test is about; the others are those of a quiet incident in work. */
export function boardRow(over: Partial<IncidentRow> & { id: string }): IncidentRow {
  return {
    version: 3,
    procedure: 'standard',
    node: 'handling',
    nodeSince: t0 - 10 * minute,
    queue: 'work',
    item: 'manhole',
    title: '井盖缺失',
    address: '中山路 12 号',
    source: 'citizen',
    lng: 120.28,
    lat: 31.9,
    grids: ['a', 'b', 'c'],
    urgent: false,
    reportedAt: t0 - 30 * minute,
    occurrences: 1,
    stage: 'handling',
    stageDueAt: t0 + 600 * minute,
    dueAt: t0 + 900 * minute,
    overdue: false,
    suspended: false,
    lead: 'unit-a',
    co: [],
    unsigned: [],
    fedBack: [],
    rings: '111100000',
    flags: [],
    reworks: 0,
    asks: [],
    unread: [],
    unanswered: [],
    ...over,
  };
}
