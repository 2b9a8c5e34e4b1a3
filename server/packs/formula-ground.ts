import { sources } from '#shared/incident/incident.ts';
import type { FormulaGround } from '#shared/indicator/typing.ts';
import { domainsOf, systemsOf } from '#shared/pack/domain.ts';
import type { Identity } from '#shared/pack/schema.ts';
import { colours } from '#shared/warning/warning.ts';
import type { LoadedPack } from './loaded.ts';

/** The names that formulas of a county may use. */
export function formulaGround(of: {
  facts: Partial<Identity['facts']>;
  quantities: Iterable<string>;
  domains: ReadonlySet<string>;
  systems: ReadonlySet<string>;
  items: ReadonlySet<string>;
  series: ReadonlySet<string>;
  indicators: ReadonlySet<string>;
  procedures: Iterable<string>;
  hasGrid(id: string): boolean;
}): FormulaGround {
  const { population, areaKm2 } = of.facts;
  const facts = [population === undefined ? [] : 'population', areaKm2 === undefined ? [] : 'area'].flat();
  return {
    ...of,
    quantities: new Set(of.quantities),
    procedures: new Set(of.procedures),
    sources: new Set(sources),
    colours: new Set(colours),
    facts: new Set(facts),
  };
}

export function groundOfPack({ pack, grid, items, procedures }: LoadedPack): FormulaGround {
  return formulaGround({
    facts: pack.identity.facts,
    quantities: pack.sensors.map(({ quantity }) => quantity),
    domains: new Set(domainsOf(pack).map(({ id }) => id)),
    systems: new Set(systemsOf(pack).map(({ id }) => id)),
    items: new Set(items.keys()),
    series: new Set(pack.series?.map(({ id }) => id)),
    indicators: new Set(pack.indicators.map(({ id }) => id)),
    procedures: procedures.keys(),
    hasGrid: (id) => grid.byId.has(id),
  });
}
