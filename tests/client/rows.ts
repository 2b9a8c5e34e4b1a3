import type { IncidentRow } from '#shared/views/board.ts';

/** An open incident's row for tests; name what matters to the test. */
export function row(more: Partial<IncidentRow> = {}): IncidentRow {
  return {
    id: 'i',
    version: 1,
    procedure: 'standard',
    node: 'reported',
    nodeSince: 0,
    queue: 'accept',
    item: 'item',
    title: 'title',
    address: '',
    source: 'patrol',
    lng: 120.3,
    lat: 31.9,
    grids: ['l1', 'l2', 'l3'],
    urgent: false,
    reportedAt: 0,
    occurrences: 1,
    stage: null,
    stageDueAt: null,
    dueAt: 0,
    overdue: false,
    suspended: false,
    lead: null,
    co: [],
    unsigned: [],
    fedBack: [],
    rings: '100000000',
    flags: [],
    reworks: 0,
    asks: [],
    unread: [],
    unanswered: [],
    ...more,
  };
}
