import { inRecord } from '#shared/kernel/localized.ts';
import type { Point } from '#shared/geo/point.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { readPlace } from '../../../reporting/report.ts';

export interface FoundPlace {
  /** What the person chooses by. */
  name: string;
  place: Point;
}

/**
 * Places by what people call them: longitude and latitude, else grids, units, and addresses of open incidents whose name holds
 * the text; the shortest name first, since it is the nearest to what was typed.
 */
export function findPlaces(
  text: string,
  from: { tree: GridTree; units: readonly Unit[]; incidents: Iterable<IncidentRow> },
  limit: number,
): FoundPlace[] {
  const wanted = text.trim();
  if (wanted === '') return [];
  const exact = readPlace(wanted);
  if (exact) return [{ name: wanted, place: exact }];
  const found = new Map<string, Point>();
  const offer = (name: string, place: Point): void => {
    if (name.includes(wanted) && !found.has(name)) found.set(name, place);
  };
  for (const level of from.tree.levels) for (const cell of level) offer(cell.name, cell.centre);
  for (const unit of from.units) offer(inRecord(unit.name), unit.place);
  for (const row of from.incidents) offer(row.address, { lng: row.lng, lat: row.lat });
  return [...found]
    .map(([name, place]) => ({ name, place }))
    .sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}

/** Addresses that open matters were reported at and that hold the text, the shortest first. */
export function knownAddresses(
  text: string,
  incidents: Iterable<Pick<IncidentRow, 'address' | 'lng' | 'lat'>>,
  limit: number,
): FoundPlace[] {
  const wanted = text.trim();
  const found = new Map<string, Point>();
  if (wanted === '') return [];
  for (const { address, lng, lat } of incidents)
    if (address.includes(wanted) && !found.has(address)) found.set(address, { lng, lat });
  return [...found]
    .map(([name, place]) => ({ name, place }))
    .sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}
