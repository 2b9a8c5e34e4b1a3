import { addTo } from '#shared/kernel/group-by.ts';
import { isFormulaFault } from '#shared/indicator/formula.ts';
import { endsOf, leafKey, type Formula, type Leaf, type MatterFilter } from '#shared/indicator/leaf.ts';
import type { DayWindow } from '#shared/indicator/span.ts';
import { typeFormula } from '#shared/indicator/typing.ts';
import { must } from '#shared/kernel/must.ts';
import { englishOf } from '#shared/kernel/reasons.ts';
import type { Indicator } from '#shared/pack/schema.ts';
import { groundOfPack } from '../packs/formula-ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** The indicators of a pack as they are computed: each leaf once, whoever uses it, and who must be computed after whom. */
export interface Plan {
  /** In pack order. */
  all: readonly Compiled[];
  placeOf: ReadonlyMap<string, number>;
  leaves: readonly Leaf[];
  leafOf: ReadonlyMap<string, number>;
  /** Places of indicators, those that others stand on before these. */
  order: readonly number[];
  /** By leaf, the indicators that use it; by indicator, those that stand on it. */
  users: readonly (readonly number[])[];
  above: readonly (readonly number[])[];
  /** Indicators that stand on a series. */
  bySeries: ReadonlyMap<string, readonly number[]>;
  filters: readonly MatterFilter[];
  /** By leaf, its filter; -1: it counts no matters. */
  filterOf: readonly number[];
}
export interface Compiled {
  indicator: Indicator;
  formula: Formula;
  /** Places in `Plan.leaves`. */
  leaves: readonly number[];
  needs: readonly number[];
  /** Whether something in it, by way of others too, is reported by another system. */
  isOutside: boolean;
  /** Windows it looks over, for what it is compared with. */
  overs: readonly (DayWindow | null)[];
}

/** Compiles the indicators of a checked pack. */
export function planOf(loaded: LoadedPack): Plan {
  const { indicators } = loaded.pack;
  const placeOf = new Map(indicators.map(({ id }, place) => [id, place]));
  const ground = groundOfPack(loaded);
  const leaves: Leaf[] = [];
  const leafOf = new Map<string, number>();
  const numberOf = (leaf: Leaf): number => {
    const key = leafKey(leaf);
    const known = leafOf.get(key) ?? leaves.push(leaf) - 1;
    leafOf.set(key, known);
    return known;
  };
  const all = indicators.map((indicator): Compiled => {
    const formula = typeFormula(indicator.formula, ground);
    if (isFormulaFault(formula))
      throw new Error(`${loaded.id}: ${indicator.id}: ${englishOf(formula.reason)}`);
    const ends = endsOf(formula);
    return {
      indicator,
      formula,
      leaves: ends.leaves.map(numberOf),
      needs: ends.indicators.map((id) => must(placeOf.get(id), id)),
      isOutside: ends.leaves.some(({ kind }) => kind === 'given'),
      overs: ends.leaves.map((leaf) => ('over' in leaf ? leaf.over : null)),
    };
  });
  const order = orderOf(all);
  for (const place of order) {
    const one = must(all[place], 'indicator');
    one.isOutside ||= one.needs.some((below) => all[below]?.isOutside);
    one.overs = [...one.overs, ...one.needs.flatMap((below) => all[below]?.overs ?? [])];
  }
  return {
    all,
    placeOf,
    leaves,
    leafOf,
    order,
    bySeries: seriesOf(all, leaves),
    ...usersOf(all, leaves),
    ...filtersOf(leaves),
  };
}

function orderOf(all: readonly Compiled[]): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const walk = (place: number): void => {
    if (seen.has(place)) return;
    seen.add(place);
    for (const below of all[place]?.needs ?? []) walk(below);
    order.push(place);
  };
  for (const place of all.keys()) walk(place);
  return order;
}

function usersOf(all: readonly Compiled[], leaves: readonly Leaf[]): Pick<Plan, 'users' | 'above'> {
  const users = leaves.map((): number[] => []);
  const above = all.map((): number[] => []);
  for (const [place, one] of all.entries()) {
    for (const leaf of one.leaves) users[leaf]?.push(place);
    for (const below of one.needs) above[below]?.push(place);
  }
  return { users, above };
}

function seriesOf(all: readonly Compiled[], leaves: readonly Leaf[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const walk = (place: number, at: number): void => {
    for (const leaf of all[at]?.leaves ?? []) {
      const end = leaves[leaf];
      if (end?.kind === 'given') addTo(found, end.series, place);
    }
    for (const below of all[at]?.needs ?? []) walk(place, below);
  };
  for (const place of all.keys()) walk(place, place);
  return found;
}

function filtersOf(leaves: readonly Leaf[]): Pick<Plan, 'filters' | 'filterOf'> {
  const filters: MatterFilter[] = [];
  const known = new Map<string, number>();
  const filterOf = leaves.map((leaf) => {
    if (leaf.kind !== 'matters' && leaf.kind !== 'standing') return -1;
    const key = JSON.stringify(leaf.filter);
    const place = known.get(key) ?? filters.push(leaf.filter) - 1;
    known.set(key, place);
    return place;
  });
  return { filters, filterOf };
}
