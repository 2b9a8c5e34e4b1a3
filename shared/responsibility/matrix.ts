import { inRecord } from '../kernel/localized.ts';
import { mostLevels } from '../grid/levels.ts';
import { groupBy } from '../kernel/group-by.ts';
import type { CatalogueItem, Unit } from '../pack/schema.ts';
import type { PoliceGrid } from '../pack/police.ts';
import { placeUnits, type ResponsibilityRule } from '../pack/responsibility.ts';

/** A unit that answers for a matter at a place, and the rule that says so. */
export interface Answering {
  unit: string;
  role: 'lead' | 'co';
  rule: ResponsibilityRule;
}

/** Who answers for what and where. */
export interface Matrix {
  rules: readonly ResponsibilityRule[];
  /**
   * The unit that leads, first, then those that help, the most specific first; nobody leads when the first one is no lead.
   * `grids` is the chain of the place, widest first, and behind it the dedicated grids that cover it.
   */
  responsibleUnits(grids: readonly string[], item: string): Answering[];
}

/**
 * Makes the matrix of a jurisdiction. The most specific rule wins: one that names a grid before one that does not (a dedicated
 * grid before a narrow cell before a wide one), then one that names items before a class, a domain, all; then one that is
 * stated grid by grid, narrow before wide; then the one that stands first. A rule whose unit does not exist at the place,
 * such as the town in a city without towns, says nothing there. Of the rules for helpers every one counts, each unit once.
 * What stands behind the `levels` of the county in a list of grids is dedicated.
 */
export function makeMatrix(
  rules: readonly ResponsibilityRule[],
  catalogue: readonly CatalogueItem[],
  units: readonly Unit[],
  police: readonly PoliceGrid[] = [],
  levels: number = mostLevels,
): Matrix {
  const local = localUnits(units, police);
  const items = new Map(catalogue.map((item) => [item.id, item]));
  // Rules of a grid are many where there are many dedicated grids, and few at a place.
  const ofGrid = groupBy(rules, gridOf);
  const ranked = (list: readonly ResponsibilityRule[], item: CatalogueItem) =>
    list.flatMap((rule) => {
      const itemRank = rankOfItems(rule, item);
      return itemRank === null ? [] : [{ rule, itemRank }];
    });
  const ofItem = new Map(catalogue.map((item) => [item.id, ranked(ofGrid.get(null) ?? [], item)]));

  return {
    rules,
    responsibleUnits(grids, id) {
      const item = items.get(id);
      if (!item) return [];
      const here = grids.flatMap((grid) => ranked(ofGrid.get(grid) ?? [], item));
      const found = [...here, ...(ofItem.get(id) ?? [])]
        .flatMap(({ rule, itemRank }) => {
          const areaRank = rankOfArea(rule, grids, levels);
          const unit = areaRank && unitAt(rule, grids, local);
          return unit && areaRank ? [{ rule, unit, rank: [areaRank[0], itemRank, areaRank[1]] }] : [];
        })
        // Stable: of two rules of equal rank the first one stays first.
        .sort((a, b) => compare(b.rank, a.rank));
      const lead = found.find(({ rule }) => rule.role === 'lead');
      const seen = new Set(lead && [lead.unit]);
      const helpers = found.filter(({ rule, unit }) => {
        if (rule.role === 'lead' || seen.has(unit)) return false;
        seen.add(unit);
        return true;
      });
      return [...(lead ? [lead] : []), ...helpers].map(({ unit, rule }) => ({ unit, role: rule.role, rule }));
    },
  };
}

/** What holds where a pack states no matrix: the catalogue's units in the order of their duty, then who answers for the grid. */
export function catalogueRules(catalogue: readonly CatalogueItem[]): ResponsibilityRule[] {
  const why = { zh: '事项目录列明', en: 'named by the catalogue' };
  const local = { zh: '属地管理', en: 'answers for the grid' };
  return [
    ...catalogue.flatMap((item) =>
      item.units.map((unit, place): ResponsibilityRule => ({
        id: `${item.id}-${place + 1}`,
        items: { items: [item.id] },
        area: 'all',
        unit,
        role: place === 0 ? 'lead' : 'co',
        why,
      })),
    ),
    { id: 'community', items: 'all', area: { level: 2 }, unit: 'community-of-place', role: 'co', why: local },
    { id: 'town', items: 'all', area: { level: 1 }, unit: 'town-of-place', role: 'co', why: local },
  ];
}

/** What the units of a place are called there: `town-of-place <grid>` and so on, the police station by the cells of its beats. */
function localUnits(units: readonly Unit[], police: readonly PoliceGrid[]): Map<string, string> {
  const own = units.flatMap(({ id, grid, kind }): [string, string][] =>
    grid !== undefined && (kind === 'town' || kind === 'community') ? [[`${kind}-of-place ${grid}`, id]] : [],
  );
  const beats = police.flatMap(({ unit, grids }) =>
    grids.map((grid): [string, string] => [`beat-of-place ${grid}`, unit]),
  );
  return new Map([...own, ...beats]);
}

function gridOf({ area }: ResponsibilityRule): string | null {
  return area !== 'all' && 'grid' in area ? area.grid : null;
}

function rankOfItems({ items }: ResponsibilityRule, item: CatalogueItem): number | null {
  if (items === 'all') return 0;
  if ('domain' in items) return items.domain === item.domain ? 1 : null;
  if ('class' in items) return items.class === inRecord(item.class) ? 2 : null;
  return items.items.includes(item.id) ? 3 : null;
}

/** How narrow the grid is that the rule names, and at which level it is stated; null where it does not hold. */
function rankOfArea(
  { area }: ResponsibilityRule,
  grids: readonly string[],
  levels: number,
): [named: number, level: number] | null {
  if (area === 'all') return [0, 0];
  if ('level' in area) return area.level <= Math.min(grids.length, levels) ? [0, area.level] : null;
  const at = grids.indexOf(area.grid);
  return at < 0 ? null : [at + 1, 0];
}

function unitAt(
  { unit }: ResponsibilityRule,
  grids: readonly string[],
  local: ReadonlyMap<string, string>,
): string | undefined {
  if (!placeUnits.some((one) => one === unit)) return unit;
  const at = grids.findLast((grid) => local.has(`${unit} ${grid}`));
  return at === undefined ? undefined : local.get(`${unit} ${at}`);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
