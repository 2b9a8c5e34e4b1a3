import type { Incident } from '#shared/incident/incident.ts';
import { t0 } from './rows.ts';

/** A fresh incident of a sensor. */
export function incidentOf(over: Partial<Incident> = {}): Incident {
  return {
    id: '3202812026112200487',
    jurisdiction: 'jiangyin',
    version: 1,
    actedVersion: 1,
    procedure: 'standard',
    node: 'reported',
    nodeSince: t0,
    reached: { reported: t0 },
    source: 'sensor',
    item: 'seepage',
    title: '长江堤段渗水',
    detail: '',
    place: { lng: 120.2, lat: 31.9 },
    address: '',
    grids: ['a', 'b', 'c'],
    responsible: { staff: 's1', name: '徐霞客镇网格长', post: 'grid-head' },
    urgent: false,
    reporter: { id: 'LJ-0417', name: 'LJ-0417', role: 'source' },
    reportedAt: t0,
    occurrences: 1,
    lastOccurredAt: t0,
    tasks: [],
    clocks: {},
    asks: {},
    suspended: false,
    counts: {},
    flags: [],
    evidence: [],
    points: [],
    rings: [t0, t0, t0, null, null, null, null, null, null],
    ...over,
  };
}
