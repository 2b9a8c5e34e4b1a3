import { because } from '#shared/kernel/reasons.ts';
import { isFormulaFault } from '#shared/indicator/formula.ts';
import { endsOf } from '#shared/indicator/leaf.ts';
import { ringsIn, typeFormula, type FormulaGround } from '#shared/indicator/typing.ts';
import { formulaGround } from './formula-ground.ts';
import { wantId } from './check-references.ts';
import { proceduresOf, type ReadPack } from './read.ts';

/** Formulas are typed against the pack: a fault names the indicator and the column. */
export function checkIndicators(read: ReadPack): void {
  const { rows, blame } = read;
  const ground = groundOf(read);
  const needs = new Map<string, readonly string[]>();
  for (const { index, row } of rows.series) wantId(read, 'series', [index, 'owner'], 'units', row.owner);
  for (const { index, row } of rows.indicators) {
    wantId(read, 'indicators', [index, 'owner'], 'units', row.owner);
    const { low, high } = row.bounds ?? {};
    if (low !== undefined && high !== undefined && low > high)
      blame('indicators.json', [index, 'bounds'], because('check-bounds', { id: row.id, low, high }));
    const formula = typeFormula(row.formula, ground);
    if (isFormulaFault(formula)) blame('indicators.json', [index, 'formula'], formula.reason);
    else needs.set(row.id, endsOf(formula).indicators);
  }
  for (const { index, row } of rows.overview)
    row.indicators.forEach((id, i) => wantId(read, 'overview', [index, 'indicators', i], 'indicators', id));
  for (const id of ringsIn(needs)) blame('indicators.json', [], because('check-indicator-ring', { id }));
}

/** What the formulas of a pack that is read may name. */
export function groundOf({ head, rows, ids, grid }: ReadPack): FormulaGround {
  return formulaGround({
    facts: head?.identity.facts ?? {},
    quantities: rows.sensors.map(({ row }) => row.quantity),
    domains: ids.domains,
    systems: ids.systems,
    items: ids.catalogue,
    series: ids.series,
    indicators: ids.indicators,
    procedures: proceduresOf(head, rows).map(({ id }) => id),
    hasGrid: (id) => grid?.byId.has(id) ?? false,
  });
}
