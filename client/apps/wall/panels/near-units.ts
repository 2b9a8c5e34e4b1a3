import { metresBetween } from '#shared/geo/distance.ts';
import { travelMs } from '#shared/geo/travel.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { CatalogueItem, Unit } from '#shared/pack/schema.ts';

/** A unit that could be sent, how far off it is and how many minutes it takes, about. */
export interface NearUnit {
  unit: Unit;
  metres: number;
  minutes: number;
}

/**
 * Of a matter that nobody was sent to: the nearest of those whose business it is by the catalogue, who have the skill for it, or who
 * answer for its place. Whom to send is a desk's to say: it knows loads and reasons.
 */
export function nearUnits(
  { item, place, grids, placeless }: Pick<Incident, 'item' | 'place' | 'grids' | 'placeless'>,
  { catalogue, units }: { catalogue: readonly CatalogueItem[]; units: readonly Unit[] },
  most: number,
): NearUnit[] {
  if (placeless) return [];
  const { units: leads = [], skills = [] } = catalogue.find(({ id }) => id === item) ?? {};
  return units
    .filter(
      (unit) =>
        leads.includes(unit.id) ||
        unit.skills.some((one) => skills.includes(one)) ||
        (unit.grid !== undefined && grids.includes(unit.grid)),
    )
    .map((unit) => ({
      unit,
      metres: metresBetween(unit.place, place),
      minutes: Math.ceil(travelMs(unit.place, place) / minuteMs),
    }))
    .toSorted((a, b) => a.metres - b.metres || (a.unit.id < b.unit.id ? -1 : 1))
    .slice(0, most);
}
