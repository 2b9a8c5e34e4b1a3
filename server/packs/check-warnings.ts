import { because } from '#shared/kernel/reasons.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { isFormulaFault } from '#shared/indicator/formula.ts';
import { endsOf } from '#shared/indicator/leaf.ts';
import { typeFormula } from '#shared/indicator/typing.ts';
import { groundOf } from './check-indicators.ts';
import type { ReadPack } from './read.ts';

/** Blames what warnings would name and what is not there: rules, units, items. */
export function checkWarnings(read: ReadPack): void {
  const { head, rows, partial, blame } = read;
  const rules = new Set(rows.rules.map(({ row }) => row.id));
  const units = new Set(rows.units.map(({ row }) => row.id));
  const items = new Set(rows.catalogue.map(({ row }) => row.id));
  const bounded = new Map(rows.indicators.map(({ row }) => [row.id, row.bounds !== undefined]));
  head?.policy.warning?.proposes?.forEach(({ rule, indicator, apart, grid, level, to, actions = [] }, i) => {
    const at = (...more: (string | number)[]) => ['policy', 'warning', 'proposes', i, ...more];
    if (indicator !== undefined && !partial.has('indicators') && !bounded.get(indicator)) {
      const what = bounded.has(indicator)
        ? because('check-no-bounds', { id: indicator })
        : because('check-none', { id: indicator });
      blame('pack.json', at('indicator'), what);
    }
    if (apart && indicator !== undefined && bounded.has(indicator) && !isOfInstruments(read, indicator))
      blame('pack.json', at('apart'), because('check-not-instruments', { id: indicator }));
    if (grid !== undefined && read.grid) {
      const depth = chainTo(read.grid, grid).length;
      if (depth === 0) blame('pack.json', at('grid'), because('check-no-grid', { grid }));
      else if (depth > level)
        blame('pack.json', at('grid'), because('check-no-grids-of-level', { grid, level }));
    }
    if (rule !== undefined && !partial.has('rules') && !rules.has(rule))
      blame('pack.json', at('rule'), because('check-no-rule', { rule }));
    const named = [...(to?.units ?? []), ...actions.map(({ unit }) => unit)];
    for (const unit of named)
      if (!partial.has('units') && !units.has(unit))
        blame('pack.json', at('to'), because('check-unit-none', { unit }));
    for (const { item } of actions)
      if (item !== undefined && !partial.has('catalogue') && !items.has(item))
        blame('pack.json', at('actions'), because('check-item-none', { item }));
  });
}

/** Whether it can be computed grid by grid each minute, whatever the number of matters. */
function isOfInstruments(read: ReadPack, indicator: string): boolean {
  const { row } = read.rows.indicators.find(({ row: { id } }) => id === indicator) ?? {};
  const formula = row && typeFormula(row.formula, groundOf(read));
  if (!formula || isFormulaFault(formula)) return false;
  const { leaves, indicators } = endsOf(formula);
  return indicators.length === 0 && leaves.every(({ kind }) => kind === 'readings');
}
