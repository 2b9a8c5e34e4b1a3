import type { Point } from '#shared/geo/point.ts';
import { placeWords } from '#shared/report/place.ts';
import type { PublicPage } from '#shared/wire/public.ts';

type Area = PublicPage['areas'][number];

/** A place that a reporter has chosen. */
export interface ChosenPlace {
  place: Point;
  /** The names of the cells it lies in, widest first. */
  names: readonly string[];
  /** A whole village or district stands for it: the words should say where inside. */
  isWide: boolean;
}

/** Areas whose name holds what was typed, with the one around them; the shortest name first, for it is the nearest to what was meant. */
export function findAreas(
  areas: readonly Area[],
  text: string,
  most: number,
): { area: Area; label: string }[] {
  const words = text.trim().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return [];
  const byId = new Map(areas.map((area) => [area.id, area]));
  const labelOf = (area: Area): string =>
    placeWords([byId.get(area.parent ?? '')?.name ?? [], area.name].flat());
  return areas
    .map((area) => ({ area, label: labelOf(area) }))
    .filter(({ label }) => words.every((word) => label.includes(word)))
    .toSorted((a, b) => a.area.name.length - b.area.name.length || a.label.localeCompare(b.label, 'zh-CN'))
    .slice(0, most);
}

/** The areas inside one, or the widest ones. */
export function areasIn(areas: readonly Area[], parent: string | null): Area[] {
  return areas.filter((area) => area.parent === parent);
}
