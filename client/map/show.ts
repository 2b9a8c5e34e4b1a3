import type { Unit } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { say } from '../locales/i18n.ts';
import type { CountyMap } from './county-map.ts';
import { arcData, arcSource, squadSource } from './layers/arcs.ts';
import { incidentData, incidentSource } from './layers/incidents.ts';

/** Beyond so many incidents arcs cross each other and say nothing. */
const mostArcs = 8;

/** Puts incidents on the map: all as points, or only the named ones where their grids carry the rest. */
export function showIncidents(
  map: CountyMap,
  view: {
    incidents: readonly IncidentRow[];
    named: readonly IncidentRow[];
    selected: string | null;
    points: boolean;
  },
): void {
  const { incidents, named, selected, points } = view;
  const names = new Set(named.map(({ id }) => id));
  map.put(incidentSource, incidentData({ rows: points ? incidents : named, named: names, selected }));
}

/** Puts the units under way to the named incidents on the map. */
export function showArcs(
  map: CountyMap,
  view: { named: readonly IncidentRow[]; units: ReadonlyMap<string, Unit> },
): void {
  const { arcs, squads } = arcData({
    incidents: view.named,
    units: view.units,
    name: (unit) => say(unit.name),
    most: mostArcs,
  });
  map.put(arcSource, arcs);
  map.put(squadSource, squads);
}
