import type { Localized } from '../kernel/localized.ts';
import type { Unit } from './schema.ts';

/** Towns and villages by their grid: the unit that answers for one lends it its name in every language. */
export function placeNames(
  units: readonly Pick<Unit, 'kind' | 'grid' | 'name'>[],
): ReadonlyMap<string, Localized> {
  return new Map(
    units.flatMap((unit) =>
      unit.grid !== undefined && (unit.kind === 'town' || unit.kind === 'community')
        ? [[unit.grid, placeName(unit)] as const]
        : [],
    ),
  );
}

/** What the place is called that a town's or a village's unit answers for: 澄江街道办事处 answers for 澄江街道. */
export function placeName({ name }: Pick<Unit, 'name'>): Localized {
  return { ...name, zh: name.zh.replace(/(?<=.)(办事处|人民政府|居委会|村委会)$/u, '') };
}
