import type { Point } from '#shared/geo/point.ts';
import type { IncidentRow } from '#shared/views/board.ts';

const metresPerDegree = 111_320;

/** Metres between two places of one county; the flat approximation errs by less than 0.1 % there. */
export function metresBetween(a: Point, b: Point): number {
  const dx = (a.lng - b.lng) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot(dx, a.lat - b.lat) * metresPerDegree;
}

export interface Duplicate {
  row: IncidentRow;
  metres: number;
}

/** Same subclass, this near, still open: what may be the same matter. Nearest first. */
export function likelyDuplicates(
  of: { id: string; item: string; place: Point },
  rows: Iterable<IncidentRow>,
  withinM = 500,
): Duplicate[] {
  const found: Duplicate[] = [];
  for (const row of rows) {
    if (row.id === of.id || row.item !== of.item || row.queue === 'done') continue;
    const metres = metresBetween(of.place, row);
    if (metres <= withinM) found.push({ row, metres });
  }
  return found.sort((a, b) => a.metres - b.metres);
}
